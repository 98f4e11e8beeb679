#!/usr/bin/env python3
"""An independent verifier of a run's ledger, receipts and proofs, from docs/formats.md alone.

    verify_export.py RUN_FOLDER [--no-signatures]

It shares no code with the project and needs nothing but Python 3. It checks the hash chain, block
ids, transaction roots, batches and their certificates, quorum certificates, changes of validators,
the chain id, every Ed25519 signature, the state and outcomes roots by replaying every block
(deadlines, books, sealed bids, collateral, clearings, readings, calls, settlement, governance, notices on
the network, oracles that contradict themselves), the clearing certificates,
conservation, the commit proof, and what is beside in receipts/ and proofs/.

It does not check the manifest's hashes, that the keys of the genesis's identities lie in the
prime-order subgroup, nor the ranges of genesis and network values. Python's integers have no range to leave, so the refusal
OVERFLOW of a clearing, which the ledger knows, is not found here. A signature takes about 3 ms.
"""
import functools
import hashlib
import re
import struct
import sys
from pathlib import Path

ZERO = bytes(32)
WINDOW = 499_999
CHOICE = 200_000_000
JOULES_PER_MWH = 3_600_000_000
NO_LOWER, NO_UPPER = -(2**63), 2**63 - 1
MAX_PAYLOAD = {1: 16 << 10, 2: 1024, 3: 3 << 20, 4: 1 << 20, 5: 1024, 6: 3 << 20}
MAX_PAYLOAD |= {16: 8 << 20, 17: 16 << 20, 32: 16 << 20, 33: 4096, 34: 65536, 35: 4096}
MAX_PAYLOAD |= {15: (2 << 20) + 1024}
MAX_PAYLOAD |= {12: 512 << 10, 13: 256 << 10, 14: 256 << 10, 36: 16 << 20, 44: 16 << 20}
MAX_PAYLOAD |= {48: 5 << 20, 49: 1024, 50: 128 << 10, 51: 1024, 52: 5 << 20, 53: 512 << 10}
MAX_PAYLOAD |= {18: 128 << 10, 19: 1024, 20: 1 << 20, 21: 4096, 26: 64 << 10}
MAX_PAYLOAD |= {7: 64 << 10, 8: 1024, 54: 1024, 55: 16 << 20, 56: 1024}
MAX_PAYLOAD |= {24: 1024, 25: 1024, 27: 1024, 28: 3 << 20, 30: 1024}
MAX_ENTRIES = 20_000
MOST_JOULES = 9 * 10**14
BID, BID_BOOK, CLEARING, METER_READING, READINGS, VOTE, BATCH_ACK = 1, 3, 4, 5, 6, 33, 49
CALL, TRADE, NONCES, MAX_ARGUMENTS, MAX_MEMO = 7, 8, 256, 60 << 10, 4096
LEAST_GAS, MOST_GAS = 3000, 10**6
SIGNATURE_CHECK, WRITE, REMOVAL, READ, ARITHMETIC, HASH_BLOCK, EVENT = 3000, 500, 2, 1, 1, 2, 4
CALLED = re.compile(r"[a-z0-9][a-z0-9-]{0,47}")
PERSON = re.compile(r"[a-z0-9][a-z0-9.-]{0,47}")
MAX_BLOCK, MAX_BATCH, MAX_BATCHES, BATCH_ROUNDS = 4 << 20, 1 << 20, 64, 256
VALIDATOR_CHANGE, VALIDATOR_APPROVAL, KEY_POSSESSION, EVIDENCE, BLOCK_PROPOSAL = 12, 13, 14, 15, 32
ACKNOWLEDGEMENT, OMISSION, SEALED_BID, REVEALS = 2, 26, 27, 28
PARTICIPANT, AGGREGATOR, REGION, ORACLE, GRID_OPERATOR, ISSUER, FEEDER = 1, 2, 3, 4, 5, 10, 11
ROLES = PARTICIPANT, AGGREGATOR, REGION, ORACLE, GRID_OPERATOR, ISSUER, FEEDER
DIFFERENCE_CONTRACT, REDEMPTION, MOST_UNSETTLED, MOST_CONTRACTS = 24, 25, 10_000, 10_000
ATTRIBUTE = re.compile(r"[a-z0-9][a-z0-9-]{0,23}")
OPEN, BOOKED, CLEARED, VOID, SETTLED = 1, 2, 3, 4, 5
REPEATED = 16, 0
PROPOSAL, VOTE_ON_RULES, NETWORK_NOTICE, READING_CONFLICT = 18, 19, 20, 21
PRICE_CAP, DEVIATION, VOID_PRICE, GAS_PRICE, TRADE_FEE, DELAY = 1, 2, 3, 4, 5, 6
REVEAL_WINDOW, SEAL_FORFEIT = 7, 8
FOREVER, MOST_AHEAD, MOST_OPEN, MOST_OPEN_EACH, MOST_VOTES = 2**63 - 1, 4096, 64, 8, 4096
PROPOSED, APPROVED, IN_FORCE, CANCELLED, LAPSED, FAILED = 1, 2, 3, 4, 5, 6
CONTRACTS = {"payment-token": 2, "energy-credit": 1, "energy-trade": 1, "forward-commitment": 1}
CONTRACTS |= {"origin-certificate": 1, "contract-for-difference": 1, "personal-record": 1, "aggregator-bond": 1}
MOST_PAYMENTS = 64


class Malformed(Exception):
    """Bytes that are not what the format says."""


class Failed(Exception):
    """Something that does not hold."""


def require(holds, reason):
    if not holds:
        raise Failed(reason)


# --- 1. Canonical encoding -------------------------------------------------------------------------


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def raw(self, n):
        if n < 0 or self.at + n > len(self.data):
            raise Malformed(f"{n} bytes are needed at byte {self.at}")
        self.at += n
        return self.data[self.at - n : self.at]

    def number(self, form):
        return struct.unpack(form, self.raw(struct.calcsize(form)))[0]

    def u8(self):
        return self.raw(1)[0]

    def u16(self):
        return self.number(">H")

    def i32(self):
        return self.number(">i")

    def i64(self):
        return self.number(">q")

    def bool(self):
        value = self.u8()
        if value > 1:
            raise Malformed("a flag is 0 or 1")
        return value == 1

    def hash(self):
        return self.raw(32)

    def bytes(self):
        return self.raw(self.i32())

    def text(self):
        try:
            return self.bytes().decode("utf-8")
        except UnicodeDecodeError as e:
            raise Malformed("text is not UTF-8") from e

    def list(self, read):
        count = self.i32()
        if count < 0:
            raise Malformed("a negative length")
        return [read(self) for _ in range(count)]

    def end(self, value):
        if self.at != len(self.data):
            raise Malformed(f"{len(self.data) - self.at} bytes are left over")
        return value


def i32(value):
    return struct.pack(">i", value)


def i64(value):
    return struct.pack(">q", value)


def sized(data):
    return i32(len(data)) + data


def text(value):
    return sized(value.encode())


def i64s(values):
    return i32(len(values)) + b"".join(map(i64, values))


# --- 2. Hashes and Merkle trees --------------------------------------------------------------------


def sha(data):
    return hashlib.sha256(data).digest()


def labelled(label, value):
    return sha(label.encode() + b"\0" + value)


def tree_root(values):
    def root(leaves):
        if len(leaves) == 1:
            return leaves[0]
        split = 1 << (len(leaves) - 1).bit_length() - 1
        return sha(b"\1" + root(leaves[:split]) + root(leaves[split:]))

    return root([sha(b"\0" + v) for v in values]) if values else sha(b"")


def read_merkle_proof(r):
    return r.i32(), r.i32(), r.list(Reader.hash)


def in_list(proof, value, root):
    at, last, path = proof[0], proof[1] - 1, proof[2]
    h = sha(b"\0" + value)
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            h = sha(b"\1" + sibling + h)
            while not at & 1 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            h = sha(b"\1" + h + sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and h == root


def bit(h, depth):
    return h[depth >> 3] >> (7 - (depth & 7)) & 1


def state_root(state):
    def root(leaves, depth):
        if not leaves:
            return ZERO
        if len(leaves) == 1:
            return sha(b"\2" + leaves[0][0] + leaves[0][1])
        left = [leaf for leaf in leaves if not bit(leaf[0], depth)]
        right = [leaf for leaf in leaves if bit(leaf[0], depth)]
        return sha(b"\3" + root(left, depth + 1) + root(right, depth + 1))

    return root([(sha(k), sha(v)) for k, v in state.items()], 0)


def in_state(siblings, key, value, root):
    key_hash = sha(key)
    h = sha(b"\2" + key_hash + sha(value))
    for depth in range(len(siblings) - 1, -1, -1):
        s = siblings[depth]
        h = sha(b"\3" + (s + h if bit(key_hash, depth) else h + s))
    return h == root


def not_in_state(siblings, other, key, root):
    """Whether the path ends in nothing, or in the leaf of another key that shares it."""
    key_hash, h = sha(key), ZERO
    if other:
        shared = all(bit(other[0], d) == bit(key_hash, d) for d in range(len(siblings)))
        if other[0] == key_hash or not shared:
            return False
        h = sha(b"\2" + other[0] + other[1])
    for depth in range(len(siblings) - 1, -1, -1):
        s = siblings[depth]
        h = sha(b"\3" + (s + h if bit(key_hash, depth) else h + s))
    return h == root


# --- 3. Signatures (RFC 8032, section 6, with the cofactored equation) ------------------------------

Q = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, Q - 2, Q) % Q
ROOT_OF_MINUS_1 = pow(2, (Q - 1) // 4, Q)


def point_add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % Q, (p[1] + p[0]) * (q[1] + q[0]) % Q
    c, d = 2 * p[3] * q[3] * D % Q, 2 * p[2] * q[2] % Q
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % Q, g * h % Q, f * g % Q, e * h % Q


def point_times(s, p):
    total = (0, 1, 1, 0)
    while s > 0:
        if s & 1:
            total = point_add(total, p)
        p, s = point_add(p, p), s >> 1
    return total


def point_of(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x2 = (y * y - 1) * pow(D * y * y + 1, Q - 2, Q) % Q
    x = pow(x2, (Q + 3) // 8, Q)
    if (x * x - x2) % Q:
        x = x * ROOT_OF_MINUS_1 % Q
    if y >= Q or (x * x - x2) % Q or (x == 0 and sign):
        return None
    x = Q - x if x & 1 != sign else x
    return x, y, 1, x * y % Q


BASE = point_of((4 * pow(5, Q - 2, Q) % Q).to_bytes(32, "little"))


def verifies(key, message, signature):
    a, r, s = point_of(key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = point_times(8 * s, BASE), point_times(8, point_add(r, point_times(k, a)))
    return all((left[c] * right[2] - right[c] * left[2]) % Q == 0 for c in (0, 1))


@functools.cache
def in_prime_subgroup(key):
    """Whether a key may be registered: a canonical point of the prime-order subgroup."""
    point = point_of(key)
    if point is None or point[:2] == (0, 1):
        return False
    x, y, z, _ = point_times(L, point)
    return x == 0 and y == z


def read_key(r):
    key = r.raw(32)
    if not in_prime_subgroup(key):
        raise Malformed("a key outside of the prime-order subgroup")
    return key


class Envelope:
    def __init__(self, data):
        r = Reader(data)
        self.data, self.type, self.chain, self.epoch = data, r.u16(), r.hash(), r.i64()
        self.signer, self.payload = r.text(), r.bytes()
        self.signature = r.end(r.raw(64))
        if self.type not in MAX_PAYLOAD or len(self.payload) > MAX_PAYLOAD[self.type]:
            raise Malformed(f"no message of type {self.type} has {len(self.payload)} bytes")
        if len(self.signer.encode()) > 48:
            raise Malformed("a signer's name has at most 48 bytes")

    def digest(self):
        return sha(self.data)


def preimage(chain, epoch, kind, signer, payload):
    head = b"wattmesh/1" + struct.pack(">H", kind) + chain + i64(epoch)
    return head + text(signer) + sized(payload)


class Signatures:
    """The verdict on signatures of one chain, counted."""

    def __init__(self, chain, epoch, check=True):
        self.chain, self.epoch, self.check, self.count = chain, epoch, check, 0

    def hold(self, key, kind, signer, payload, signature, epoch=None):
        self.count += 1
        epoch = self.epoch if epoch is None else epoch
        message = preimage(self.chain, epoch, kind, signer, payload)
        return not self.check or verifies(key, message, signature)

    def of(self, env, key, epoch=None):
        epoch = self.epoch if epoch is None else epoch
        mine = (env.chain, env.epoch) == (self.chain, epoch)
        return mine and self.hold(key, env.type, env.signer, env.payload, env.signature, epoch)


# --- 4. Market records -----------------------------------------------------------------------------


def read_curve(r, most=64):
    points = r.u8()
    curve = [(r.i64(), r.i64()) for _ in range(points)]
    rising = all(a[0] <= b[0] and a[1] <= b[1] for a, b in zip(curve, curve[1:]))
    within = all(abs(p) <= 10**12 and abs(v) <= 10**12 for p, v in curve)
    if not 1 <= points <= most or not rising or not within:
        raise Malformed("a curve that is none")
    return curve


def write_curve(curve):
    return bytes([len(curve)]) + b"".join(i64(p) + i64(v) for p, v in curve)


def read_bid(data):
    r = Reader(data)
    bid = (r.text(), r.i32(), r.i64(), r.i64(), read_curve(r), read_request(r) if r.bool() else None)
    if bid[2] < 0 or bid[3] < 1:
        raise Malformed("interval or nonce out of range")
    return r.end(bid)


class Request:
    """What an aggregator may plan for a store of energy over its intervals."""

    def __init__(self, stored, discharge, steps):
        self.stored, self.discharge, self.steps = stored, discharge, steps

    def allows(self, schedule, seconds):
        if len(schedule) != len(self.steps):
            return False
        stored = self.stored
        for watts, (least, most, low, high, charge, retention, drain) in zip(schedule, self.steps):
            joules = watts * seconds
            if joules < 0:
                taken = -(-joules * charge // 10**6)
            else:
                taken = divide(joules * 10**6, self.discharge, True)
            stored = stored * retention // 10**6 - drain - taken
            if not (least <= watts <= most and low <= stored <= high):
                return False
        return True


def read_request(r):
    stored, discharge, wear, end_value, intervals = r.i64(), r.i32(), r.i64(), r.i64(), r.u16()
    fine = 1 <= intervals <= 288 and abs(stored) <= MOST_JOULES and 10**4 <= discharge <= 10**6
    if not fine or not 0 <= wear <= 10**12 or not 0 <= end_value <= 10**12:
        raise Malformed("a request out of range")
    steps = []
    while len(steps) < intervals:
        run = r.u16()
        step = (r.i64(), r.i64(), r.i64(), r.i64(), r.i32(), r.i32(), r.i64())
        least, most, low, high, charge, retention, drain = step
        powers = -(10**12) <= least <= most <= 10**12
        energies = -MOST_JOULES <= low <= high <= MOST_JOULES and abs(drain) <= MOST_JOULES
        parts = 1 <= charge <= 2 * 10**7 and 1 <= retention <= 10**6
        parts = parts and (most <= 0 or charge * discharge <= 10**12)
        whole = 1 <= run <= intervals - len(steps) and steps[-1:] != [step]
        if not (powers and energies and parts and whole):
            raise Malformed("a step out of range")
        steps += [step] * run
    return Request(stored, discharge, steps)


def read_book(data):
    """A bid book: interval, bus, signed bids, their schedules, and the leaves of its root."""
    r = Reader(data)
    interval, bus, count = r.i64(), r.i32(), r.i32()
    if not 0 <= count <= MAX_ENTRIES:
        raise Malformed("too many bids")
    bids, leaves = [], []
    for _ in range(count):
        start = r.at
        bids.append((Envelope(r.bytes()), r.list(Reader.i64)))
        leaves.append(data[start : r.at])
        if len(bids[-1][0].data) > MAX_PAYLOAD[BID] + 512 or len(bids[-1][1]) > 288:
            raise Malformed("too long a bid")
    names = [e.signer.encode("utf-16-be") for e, _ in bids]
    if any(a >= b for a, b in zip(names, names[1:])):
        raise Malformed("the bids of a book must rise by signer")
    return r.end((interval, bus, bids, leaves))


def read_sealed(data):
    r = Reader(data)
    sealed = (r.text(), r.i32(), r.i64(), r.i64(), r.hash())
    if sealed[2] < 0 or sealed[3] < 1 or not PERSON.fullmatch(sealed[0]):
        raise Malformed("interval, nonce or name out of range")
    return r.end(sealed)


def read_opening(r):
    salt, bid = r.raw(32), Envelope(r.bytes())
    if len(bid.data) > MAX_PAYLOAD[BID] + 512:
        raise Malformed("too long a bid")
    return bid, labelled("wattmesh/sealed-bid", salt + bid.data)


def read_reveals(data):
    """Interval, bus, and for each opening its bid, what that had to be sealed as, its schedule."""
    r = Reader(data)
    interval, bus, openings = r.i64(), r.i32(), r.list(lambda x: (*read_opening(x), x.list(Reader.i64)))
    names = [bid.signer.encode("utf-16-be") for bid, _, _ in openings]
    rising = all(a < b for a, b in zip(names, names[1:]))
    short = all(len(schedule) <= 288 for _, _, schedule in openings)
    if not 1 <= len(openings) <= MAX_ENTRIES or not rising or not short:
        raise Malformed("openings that are none")
    return r.end((interval, bus, openings))


def read_envelopes(data, kind):
    """Readings: interval, bus, envelopes."""
    r = Reader(data)
    interval, bus, entries = r.end((r.i64(), r.i32(), r.list(Reader.bytes)))
    if len(entries) > MAX_ENTRIES or any(len(e) > MAX_PAYLOAD[kind] + 512 for e in entries):
        raise Malformed("too many entries, or too long ones")
    return interval, bus, [Envelope(e) for e in entries]


def read_acknowledgement(data):
    r = Reader(data)
    return r.end((person(r), r.i32(), r.i64(), r.i64(), r.hash(), r.i64()))


def read_omission(data):
    """The acknowledgement, the bid, and entries of a book: bid, schedule, its bytes, its path."""
    r = Reader(data)
    parts, leaves = (r.bytes(), r.bytes()), []
    acknowledgement, bid = Envelope(parts[0]), Envelope(parts[1])
    count = r.i32()
    if not 0 <= count <= 2:
        raise Malformed("a claim shows at most two entries")
    for _ in range(count):
        start = r.at
        entry = Envelope(r.bytes())
        schedule = r.list(Reader.i64)
        leaf, path = data[start : r.at], read_merkle_proof(r)
        if len(entry.data) > MAX_PAYLOAD[BID] + 512 or len(schedule) > 288:
            raise Malformed("too long an entry")
        if not 0 <= path[0] < path[1] or len(path[2]) > 31:
            raise Malformed("a path that is none")
        leaves.append((entry, schedule, leaf, path))
    if len(parts[0]) > 1024 + 512 or len(parts[1]) > MAX_PAYLOAD[BID] + 512:
        raise Malformed("too long a promise")
    return r.end((acknowledgement, bid, leaves))


def shows_absence(signer, leaves, root):
    """Whether these entries of the book with this root have no room for one of the signer."""
    if not all(in_list(path, leaf, root) for _, _, leaf, path in leaves):
        return False
    order = signer.encode("utf-16-be")
    names = [entry.signer.encode("utf-16-be") for entry, _, _, _ in leaves]
    places = [path for _, _, _, path in leaves]
    if not leaves:
        return root == tree_root([])
    if len(leaves) == 1:
        index, size, _ = places[0]
        return order < names[0] and index == 0 or names[0] < order and index == size - 1
    beside = places[0][1] == places[1][1] and places[0][0] + 1 == places[1][0]
    return names[0] < order < names[1] and beside


def read_call(data):
    r = Reader(data)
    nonce, gas, contract, method = r.i64(), r.i64(), r.text(), r.text()
    arguments = r.bytes()
    named = CALLED.fullmatch(contract) and CALLED.fullmatch(method)
    if nonce < 1 or not LEAST_GAS <= gas <= MOST_GAS or not named or len(arguments) > MAX_ARGUMENTS:
        raise Malformed("a call breaks its limits")
    return r.end((nonce, gas, contract, method, arguments))


def person(r):
    name = r.text()
    if not PERSON.fullmatch(name):
        raise Malformed("an id of another form")
    return name


def whole(r):
    amount = r.i64()
    if amount < 0:
        raise Malformed("an amount below zero")
    return amount


def commitment_id(r):
    interval, name = r.i64(), person(r)
    if interval < 0:
        raise Malformed("intervals count from 0")
    return interval, name


def read_commitment(data):
    r = Reader(data)
    return r.end((r.text(), r.text() if r.bool() else None, r.i64()))


def read_trade(data):
    r = Reader(data)
    buyer, seller, nonce, joules, price = r.end((person(r), person(r), r.i64(), r.i64(), r.i64()))
    if buyer == seller or nonce < 1 or joules < 1 or price < 0:
        raise Malformed("a trade breaks its limits")
    return buyer, seller, nonce, joules, price


def positive(r):
    amount = r.i64()
    if amount < 1:
        raise Malformed("an amount that is not above zero")
    return amount


def read_difference(r):
    """Buyer, seller, nonce, interval, energy, price, who bears congestion."""
    buyer, seller = person(r), person(r)
    nonce, interval, joules, price, congestion = r.i64(), r.i64(), r.i64(), r.i64(), r.u8()
    if buyer == seller or nonce < 1 or interval < 0 or not 1 <= joules <= 86_400 * 10**12:
        raise Malformed("a contract breaks its limits")
    if abs(price) > 10**12 or congestion > 2:
        raise Malformed("a contract breaks its limits")
    return buyer, seller, nonce, interval, joules, price, congestion


def divide(a, b, up):
    return -(-a // b) if up else a // b


def power_at(curve, first, price, up):
    k = next((k for k, (_, p) in enumerate(curve) if p * 10**6 >= first), len(curve))
    if k == 0 or k == len(curve):
        return curve[min(k, len(curve) - 1)][0] * 10**6
    (p0, v0), (p1, v1) = curve[k - 1], curve[k]
    return p0 * 10**6 + divide((p1 - p0) * (price - v0 * 10**6), v1 - v0, up)


def low(curve, price, up):
    return power_at(curve, price, price, up)


def high(curve, price, up):
    return power_at(curve, price + 1, price, up)


def standing_curve(curve, cap):
    """A bid's curve as it counts: within the cap either way, and reaching zero there."""
    (p0, v0), (p1, v1) = curve[0], curve[-1]
    below, above, points = v0 < -cap, v1 > cap, []
    least = power_at(curve, -cap * 10**6, -cap * 10**6, True) if below else p0 * 10**6
    most = power_at(curve, cap * 10**6 + 1, cap * 10**6, False) if above else p1 * 10**6
    least = -(-least // 10**6)
    most = max(most // 10**6, least)
    if least > 0:
        points.append((0, -cap))
    if least > 0 or below:
        points.append((least, -cap))
    points += [(p, v) for p, v in curve if -cap <= v <= cap]
    if most < 0 or above:
        points.append((most, cap))
    if most < 0:
        points.append((0, cap))
    return [x for k, x in enumerate(points) if k == 0 or x != points[k - 1]]


def standing_with(curve, scheduled, cap):
    """The standing curve of a bid of whose request so much is scheduled."""
    own = standing_curve(curve, cap)
    if scheduled == 0:
        return own
    least, most, points = own[0][0], own[-1][0], [(p + scheduled, v) for p, v in own]
    if scheduled > 0:
        points = [(least, -cap), (least + scheduled, -cap)] + points
    else:
        points += [(most + scheduled, cap), (most, cap)]
    return [x for k, x in enumerate(points) if k == 0 or x != points[k - 1]]


def price_at(curve, first, power, up):
    k = next(k for k, (p, _) in enumerate(curve) if p * 10**6 >= first)
    (p0, v0), (p1, v1) = curve[k - 1], curve[k]
    return v0 * 10**6 + divide((power - p0 * 10**6) * (v1 - v0), p1 - p0, up)


# --- 5. Blocks and certificates of the log ---------------------------------------------------------


class Header:
    def __init__(self, r):
        start = r.at
        self.epoch, self.round, self.height, self.parent = r.i64(), r.i64(), r.i64(), r.hash()
        self.author, self.millis, self.transactions = r.i32(), r.i64(), r.hash()
        self.batches, self.parent_state, self.parent_outcomes = r.hash(), r.hash(), r.hash()
        self.next_validators = r.hash()
        self.id = labelled("wattmesh/block", r.data[start : r.at])


def read_votes(r):
    """A quorum certificate: round, block id, parent's round, signatures by signer."""
    content = (r.i64(), r.hash(), r.i64())
    votes = r.list(lambda x: (x.i32(), x.raw(64)))
    if any(a[0] >= b[0] for a, b in zip(votes, votes[1:])):
        raise Malformed("signers must rise")
    return (*content, votes)


class BatchCertificate:
    def __init__(self, r):
        start = r.at
        self.author, self.epoch, self.seq = r.i32(), r.i64(), r.i64()
        self.size, self.expiry, self.digest = r.i32(), r.i64(), r.hash()
        self.content = r.data[start : r.at]
        self.acks = r.list(lambda x: (x.i32(), x.raw(64)))
        if any(a[0] >= b[0] for a, b in zip(self.acks, self.acks[1:])):
            raise Malformed("signers must rise")
        if self.author < 0 or self.epoch < 0 or self.seq < 1 or self.expiry < 1:
            raise Malformed("a batch's number out of range")

    def is_of(self, transactions):
        """Whether these are the transactions of the batch, by its digest."""
        size = sum(4 + len(t) for t in transactions)
        fits = size <= (MAX_BLOCK if len(transactions) == 1 else MAX_BATCH)
        if not transactions or len(transactions) > 8192 or not fits or size != self.size:
            return False
        head = i32(self.author) + i64(self.epoch) + i64(self.seq) + i64(self.expiry)
        return labelled("wattmesh/batch", head + tree_root(transactions)) == self.digest


class Validators:
    def __init__(self, r):
        start = r.at
        self.epoch = r.i64()
        self.all = r.list(lambda x: (x.text(), read_key(x), x.i64()))
        self.data = r.data[start : r.at]
        ids, keys = [v[0] for v in self.all], {v[1] for v in self.all}
        if not ids or ids != sorted(set(ids)) or len(keys) < len(ids) or len(ids) > 1024:
            raise Malformed("validators must rise by id, no key twice")
        if self.epoch < 0 or min(v[2] for v in self.all) <= 0:
            raise Malformed("epochs are not negative and powers are positive")
        self.hash = labelled("wattmesh/validators", r.data[start : r.at])

    def check(self, certificate, signatures, name):
        number, block, parent, votes = certificate
        payload = i64(number) + block + i64(parent)
        self.check_signers(VOTE, payload, votes, signatures, name)

    def check_batch(self, certificate, signatures, name):
        known = certificate.epoch == self.epoch and certificate.author < len(self.all)
        require(known, f"{name}: a batch's author is not of the epoch")
        self.check_signers(BATCH_ACK, certificate.content, certificate.acks, signatures, name)

    def check_signers(self, kind, payload, signed, signatures, name):
        require(all(0 <= k < len(self.all) for k, _ in signed), f"{name}: a foreign signer")
        power = sum(self.all[k][2] for k, _ in signed)
        require(3 * power > 2 * sum(v[2] for v in self.all), f"{name}: no quorum")
        for k, signature in signed:
            signer, key, _ = self.all[k]
            holds = signatures.hold(key, kind, signer, payload, signature, self.epoch)
            require(holds, f"{name}: what {signer} signed does not hold")


def read_commit(r):
    """The headers from the committed block's child up to the certified one, and the votes for it."""
    return r.list(Header) + [Header(r)], read_votes(r)


def check_commit(headers, certificate, validators, signatures, name):
    number, block, parent, _ = certificate
    child = headers[-1]
    require(block == child.id and number == child.round, f"{name}: not on the child")
    require(headers[0].height >= 1 and number == parent + 1, f"{name}: rounds are not consecutive")
    for below, above in zip(headers, headers[1:]):
        follows = above.parent == below.id and above.height == below.height + 1
        require(follows and above.epoch == below.epoch, f"{name}: a header does not follow")
    require(child.epoch == validators.epoch, f"{name}: of another epoch")
    validators.check(certificate, signatures, name)


def round_of(env):
    """The round of a vote or a proposal; None of any other message."""
    r = Reader(env.payload)
    if env.type == VOTE:
        return r.end((r.i64(), r.hash(), r.i64()))[0]
    if env.type != BLOCK_PROPOSAL:
        return None
    header = Header(r)
    if min(header.epoch, header.round, header.height, header.author) < 0:
        raise Malformed("a header's numbers are not negative")
    return header.round


class EpochChange:
    def __init__(self, r):
        self.last, self.certificate = Header(r), read_votes(r)
        self.headers, self.votes = read_commit(r)
        self.next = Validators(r)

    def check(self, validators, signatures):
        name, last = f"end of epoch {validators.epoch}", self.last
        leads = last.epoch == validators.epoch and self.next.epoch == last.epoch + 1
        require(leads and self.next.hash == last.next_validators, f"{name}: it leads elsewhere")
        on_last = self.certificate[:2] == (last.round, last.id)
        require(on_last and self.headers[0].parent == last.id, f"{name}: of another block")
        validators.check(self.certificate, signatures, name)
        check_commit(self.headers, self.votes, validators, signatures, name)
        return self.next


# --- 6. Genesis ------------------------------------------------------------------------------------


class Genesis:
    MAGIC = b"wattmesh genesis 4\n"

    def __init__(self, data):
        r = Reader(data)
        require(r.raw(len(self.MAGIC)) == self.MAGIC, "genesis: the first line differs")
        self.validators = Validators(r)
        self.chain = chain_id(self.validators, sha(data[r.at :]))
        self.name, self.start, self.length, self.lead = r.text(), r.i64(), r.i64(), r.i64()
        self.book_window, self.reading_window = r.i64(), r.i64()
        self.cap, self.deviation, self.void_price, self.reserve = (r.i64() for _ in range(4))
        self.gas_price, self.trade_fee = r.i64(), r.i64()
        self.claim_window, self.omission_penalty, self.compensation = r.i64(), r.i64(), r.i64()
        self.auditors = r.list(lambda x: (person(x), x.raw(32), x.list(Reader.i32)))
        self.issuance_cap, order, self.required_deposit = r.i64(), r.u8(), r.i64()
        require(order < 4, "genesis: an unknown order of loss")
        self.takes_deposit, self.takes_reserve = order in (1, 3), order in (0, 1)
        self.correction_window, self.refund_every, self.by_award = r.i64(), r.i32(), r.bool()
        self.feeder_tolerance = r.i32()
        origins = r.list(lambda x: (x.text(), x.text()))
        require(all(a[0] < b[0] for a, b in zip(origins, origins[1:])), "genesis: origins must rise")
        self.origins = dict(origins)
        self.demo_keys = r.bool()
        self.governors = Validators(r) if r.bool() else None
        self.delay, self.lapse = r.i64(), r.i64()
        self.reveal_window, self.forfeit_price = r.i64(), r.i64()
        ids = r.list(lambda x: (x.text(), x.u8(), x.raw(32), x.i32(), x.i64(), x.i64(), x.i64()))
        require(all(a[0] < b[0] for a, b in zip(ids, ids[1:])), "genesis: ids must rise")
        self.identities = {row[0]: row[1:] for row in ids}
        self.network = Network(r.bytes())
        r.end(None)
        self.aggregators = {}
        for name, x in self.identities.items():
            if x[0] == AGGREGATOR:
                self.aggregators.setdefault(x[2], []).append(name)
        self.buses = sorted(self.aggregators)
        self.feeders = [name for name, x in self.identities.items() if x[0] == FEEDER]

    def parameters(self):
        return {
            PRICE_CAP: self.cap,
            DEVIATION: self.deviation,
            VOID_PRICE: self.void_price,
            GAS_PRICE: self.gas_price,
            TRADE_FEE: self.trade_fee,
            DELAY: self.delay,
            REVEAL_WINDOW: self.reveal_window,
            SEAL_FORFEIT: self.forfeit_price,
        }

    def delivery(self, k):
        return self.start + k * self.length

    def at_once(self):
        """Of how many intervals withdrawals can add up until rent is refunded by them."""
        late = self.correction_window // self.length + 1
        return self.refund_every + late if self.refund_every else 1

    def gate(self, k):
        return self.delivery(k) - self.lead

    def deadline(self, k, status):
        if status == OPEN:
            return self.gate(k) + self.book_window
        return self.delivery(k) if status == BOOKED else self.reading_deadline(k)

    def reading_deadline(self, k):
        return self.delivery(k + 1) + self.reading_window

    def joules(self, watts):
        return watts * (self.length // 1000)


def chain_id(validators, body_hash):
    return labelled("wattmesh/genesis", validators.hash + body_hash)


# --- 7. Network and clearing certificate -----------------------------------------------------------


class Network:
    def __init__(self, data):
        r = Reader(data)
        self.bus, self.source, self.sink = (r.list(Reader.i32) for _ in range(3))
        self.b, self.shift, self.least, self.most = (r.list(Reader.i64) for _ in range(4))
        r.end(None)
        island = list(range(len(self.bus)))

        def root(k):
            while island[k] != k:
                k = island[k]
            return k

        for f, t in zip(self.source, self.sink):
            a, b = root(f), root(t)
            island[max(a, b)] = min(a, b)
        # An island is named by its reference, its bus of the lowest index.
        self.island = [root(k) for k in range(len(self.bus))]

    def noticed(self, notice):
        """The network with other limits, and without the branches that are out."""
        said = {branch: rest for branch, *rest in notice[2]}
        if any(branch >= len(self.source) for branch in said):
            raise ValueError
        kept = [b for b in range(len(self.source)) if not (b in said and said[b][0])]
        least = [said[b][1] if b in said else self.least[b] for b in kept]
        most = [said[b][2] if b in said else self.most[b] for b in kept]
        limits = [(x, NO_LOWER) for x in least] + [(x, NO_UPPER) for x in most]
        if any(abs(x) > 10**13 and x != none for x, none in limits):
            raise ValueError
        lists = [[x[b] for b in kept] for x in (self.source, self.sink, self.b, self.shift)]
        rows = [self.bus, *lists[:2]]
        data = b"".join(i32(len(x)) + b"".join(map(i32, x)) for x in rows)
        return Network(data + b"".join(map(i64s, (*lists[2:], least, most))))


class Clearing:
    def __init__(self, data):
        r = Reader(data)
        self.data, self.interval, self.books_root = data, r.i64(), r.hash()
        self.angle, self.injection, self.price, self.dual = (r.list(Reader.i64) for _ in range(4))
        self.share, self.share_dual, self.pull = (r.list(Reader.i64) for _ in range(3))
        self.pull_exponent = r.end(r.u8())
        if self.interval < 0 or self.pull_exponent > 30:
            raise Malformed("an interval or an exponent out of range")


class Dispatch:
    """What the bids of a bus give around a price, and each bid's share of an injection."""

    def __init__(self, curves, price, injection):
        self.lo = [low(c, price - WINDOW, False) for c in curves]
        self.hi = [high(c, price + WINDOW, True) for c in curves]
        self.least, self.most = sum(self.lo), sum(self.hi)
        held = min(max(injection * 10**6, self.least), self.most)
        self.num, self.den = held - self.least, max(1, self.most - self.least)
        spans = list(zip(self.lo, self.hi))
        self.q = [lo + (hi - lo) * self.num // self.den for lo, hi in spans]
        self.rest = [(hi - lo) * self.num % self.den for lo, hi in spans]

    def awards(self, injection):
        watts = [q // 10**6 for q in self.q]
        order = sorted(range(len(watts)), key=lambda j: (-(self.q[j] % 10**6), -self.rest[j], j))
        for j in order[: injection - sum(watts)]:
            watts[j] += 1
        return watts


def certificate_refusal(net, c, bids):
    """The number of the first check of section 7.1 that fails; 0 if all hold."""
    n, m = len(net.bus), len(net.source)
    if [len(c.angle), len(c.injection), len(c.price), len(c.dual)] != [n, n, n, m]:
        return 1
    if [len(c.share), len(c.share_dual), len(c.pull)] != [n, m, n]:
        return 1
    if any(abs(p) > 2 * 10**18 for p in c.price) or any(abs(d) > 4 * 10**18 for d in c.dual):
        return 2
    for k in range(n):
        if abs(c.angle[k]) > (0 if net.island[k] == k else 3_141_592_653_589):
            return 3
    flow, out = [], [0] * n
    for l, (f, t) in enumerate(zip(net.source, net.sink)):
        f_l = (net.b[l] * (c.angle[f] - c.angle[t] - net.shift[l]) + 5 * 10**11) // 10**12
        flow.append(f_l)
        out[f] += f_l
        out[t] -= f_l
    for l in range(m):
        above = net.most[l] != NO_UPPER and flow[l] > net.most[l] + 2
        below = net.least[l] != NO_LOWER and flow[l] < net.least[l] - 2
        if above or below:
            return 4
    if any(abs(c.injection[k] - out[k]) > 10 for k in range(n)):
        return 5
    islands = sorted(set(net.island))
    if any(sum(c.injection[k] for k in range(n) if net.island[k] == i) for i in islands):
        return 6
    for l in range(m):
        missing = NO_UPPER if c.dual[l] > 0 else NO_LOWER
        if c.dual[l] and (net.most[l] if c.dual[l] > 0 else net.least[l]) == missing:
            return 7
    least, most, imbalance = ({i: 0 for i in islands} for _ in range(3))
    regret = volume = 0
    for k in range(n):
        price, d = c.price[k], Dispatch(bids[k], c.price[k], c.injection[k])
        if not d.least // 10**6 <= c.injection[k] <= -(-d.most // 10**6):
            return 8
        least[net.island[k]] += d.least
        most[net.island[k]] += d.most
        imbalance[net.island[k]] += price * (sum(d.q) - 10**6 * out[k])
        volume += abs(price) * sum(map(abs, d.q))
        for curve, lo, hi, q in zip(bids[k], d.lo, d.hi, d.q):
            if hi > lo:
                left, right = low(curve, price, True), high(curve, price, False)
                if q < left:
                    regret += max(0, price - price_at(curve, q + 1, q, False)) * (left - q)
                elif q > right:
                    regret += max(0, price_at(curve, q, q, True) - price) * (q - right)
    if any(least[i] > 0 or most[i] < 0 for i in islands):
        return 9
    residual, limits, twice = [0] * n, 0, 0
    for l, (f, t) in enumerate(zip(net.source, net.sink)):
        d = c.price[f] - c.price[t] + c.dual[l]
        residual[f] += net.b[l] * d
        residual[t] -= net.b[l] * d
        twice += abs(d)
        if c.dual[l]:
            limits += abs(c.dual[l] * ((net.most if c.dual[l] > 0 else net.least)[l] - flow[l]))
    a = -(-710 * sum(abs(residual[k]) for k in range(n) if net.island[k] != k) // 113)
    yocto = regret + sum(abs(v) for v in imbalance.values())
    gap = -(-(a + limits - (-twice // 2) - (-yocto // 10**6)) // 10**12)
    if gap > max(volume // 10**6 // 10**12 // 10**7, 1000):
        return 10
    return choice_refusal(net, c, bids, flow)


def choice_refusal(net, c, bids, flow):
    """12 or 13 if the clearing is not the one of all optima that the rules name; else 0."""
    n, ends = len(net.bus), list(zip(net.source, net.sink))
    pulled, balance, room = [0] * n, [0] * n, [0] * n
    for l, (f, t) in enumerate(ends):
        priced, kappa = abs(c.dual[l]) > 10**6 and c.dual[l], c.share_dual[l]

        def at_upper(margin):
            return net.most[l] != NO_UPPER and flow[l] >= net.most[l] - margin

        def at_lower(margin):
            return net.least[l] != NO_LOWER and flow[l] <= net.least[l] + margin

        for lean in (priced, not priced and kappa):
            if (lean > 0 and not at_upper(20)) or (lean < 0 and not at_lower(20)):
                return 12
        g = net.b[l] * (c.pull[f] - c.pull[t]) // 10**c.pull_exponent
        if abs(g) > CHOICE and (priced or (at_upper(0) if g > 0 else at_lower(0))):
            return 13
        share = net.b[l] * (c.share[f] - c.share[t] + kappa)
        for k, sign in ((f, 1), (t, -1)):
            pulled[k] += sign * g
            balance[k] += sign * share
            room[k] += abs(net.b[l]) * 10**4
    if any(abs(balance[k]) > room[k] for k in range(n)):
        return 12
    for k in range(n):
        reason = bus_choice_refusal(bids[k], c.price[k], c.injection[k], c.share[k], pulled[k])
        if reason:
            return reason
    return 0


def bus_choice_refusal(curves, price, injection, share, pulled):
    start, end, step, above, below = price - WINDOW, price + WINDOW, 0, False, False
    for curve in curves:
        for (p0, v0), (p1, v1) in zip(curve, curve[1:]):
            v0, v1 = v0 * 10**6, v1 * 10**6
            if p0 < p1 and v0 <= end and v1 >= start:
                above, below = above or v1 > end, below or v0 < start
                step += p1 - p0 if v0 >= start and v1 <= end else 0
    least = sum(low(curve, start, False) for curve in curves)
    most = sum(high(curve, end, True) for curve in curves)
    taken, slope = injection * 10**6 - least, max(0, most - least - step * 10**6)
    if step >= 1000:
        proven = step * min(max(share, 0), 10**12) // 10**6
        margin = 2 * 10**6 + step * 10**6 // 10**5
        if not taken - slope - margin <= proven <= taken + margin:
            return 12
    keeps_from_rising = above or (step > 0 and taken < most - least)
    keeps_from_falling = below or (step > 0 and taken > 0)
    if pulled - price > CHOICE and not keeps_from_rising:
        return 13
    return 13 if pulled - price < -CHOICE and not keeps_from_falling else 0


# --- 8 to 10. State, execution, settlement ---------------------------------------------------------


def held_within(x, most):
    return max(-most, min(most, x))


def settlement_price(pico):
    return (pico + 500_000) // 10**6


def value(joules, price):
    return joules * price // JOULES_PER_MWH


class State(dict):
    """What was changed since a mark can be taken back."""

    before = None

    def note(self, key):
        if self.before is not None:
            self.before.setdefault(key, self.get(key))

    def __setitem__(self, key, value):
        self.note(key)
        super().__setitem__(key, value)

    def pop(self, key, default=None):
        self.note(key)
        return super().pop(key, default)

    def mark(self):
        self.before = {}

    def end(self, keep):
        before, self.before = self.before, None
        for key, value in before.items() if not keep else ():
            if value is None:
                self.pop(key)
            else:
                self[key] = value


class Refused(Exception):
    """A call can't be carried out; its only argument is the outcome's code."""


class CallRun:
    """One call of a contract: each step is charged before it is taken."""

    def __init__(self, ledger, caller, nonce, limit):
        self.ledger, self.caller, self.nonce, self.limit = ledger, caller, nonce, limit
        self.state, self.used = ledger.state, SIGNATURE_CHECK
        self.result, self.events = b"", []

    def charge(self, gas):
        if gas > self.limit - self.used:
            self.used = self.limit
            raise Refused(26)
        self.used += gas

    def emit(self, event, *values):
        self.charge(EVENT)
        self.events.append((event, [str(v) for v in values]))

    def receipt(self, transaction, contract, method, code, fee):
        """The hash of what the call used, paid, gave and told; a failed one gave and told nothing."""
        result, events = (self.result, self.events) if code == 0 else (b"", [])
        told = b"".join(
            text(contract) + text(event) + i32(len(values)) + b"".join(map(text, values))
            for event, values in events
        )
        called = transaction + text(self.caller) + text(contract) + text(method)
        numbers = i64(self.limit) + i64(self.used) + i64(fee)
        content = called + numbers + sized(result) + i32(len(events)) + told
        return labelled("wattmesh/call-receipt", content)

    def code(self, contract, method, arguments):
        token = {
            "transfer": self.transfer,
            "approve": self.approve,
            "transfer-from": self.transfer_from,
            "balance-of": self.balance_of,
            "allowance": self.allowance,
            "total-supply": self.total_supply,
        }
        contracts = {
            "payment-token": token
            | {
                "issue": self.issue,
                "redeem": self.redeem,
                "post-deposit": self.post_deposit,
                "release-deposit": self.release_deposit,
            },
            "energy-credit": token | {"burn": self.burn},
            "origin-certificate": {
                "transfer": self.origin_transfer,
                "approve": self.origin_approve,
                "transfer-from": self.origin_transfer_from,
                "retire": self.origin_retire,
                "balance-of": self.origin_balance_of,
                "allowance": self.origin_allowance,
                "total-supply": self.origin_supply,
            },
            "contract-for-difference": {"agree": self.agree_difference, "cancel": self.cancel},
            "energy-trade": {"agree": self.agree, "settle": self.settle},
            "forward-commitment": {
                "owner-of": self.owner_of,
                "get-approved": self.approved_of,
                "balance-of": self.commitments_of,
                "approve": self.approve_commitment,
                "set-approval-for-all": self.approve_all,
                "is-approved-for-all": self.is_operator,
                "transfer-from": self.transfer_commitment,
                "safe-transfer-from": self.transfer_commitment,
            },
            "personal-record": {
                "anchor": self.anchor_record,
                "withdraw": self.withdraw_record,
                "commitment-of": self.commitment_of,
            },
            "aggregator-bond": {"top-up": self.top_up},
        }
        self.contract = contract
        version = self.ledger.rules.version(contract, self.ledger.validators.epoch)
        if version == 0:
            return 43
        if contract == "payment-token" and version >= 2:
            contracts[contract]["batch-transfer"] = self.batch_transfer
        if contract not in contracts:
            return 22
        try:
            self.charge(HASH_BLOCK * max(1, -(-len(arguments) // 64)))
            if method not in contracts[contract]:
                return 22
            contracts[contract][method](Reader(arguments))
            return 0
        except Refused as e:
            return e.args[0]
        except Malformed:
            return 23

    # Steps.

    def participant(self, name):
        self.charge(READ)
        if self.ledger.role(name, PARTICIPANT) is None:
            raise Refused(24)

    def holding(self, name):
        self.charge(READ)
        return self.ledger.account(name)

    def put_holding(self, name, account):
        self.charge(WRITE)
        self.ledger.put_account(name, account)

    def key(self, key):
        return f"contract/{self.contract}/{key}".encode()

    def put(self, key, value):
        self.charge(WRITE if value else REMOVAL)
        self.state.pop(self.key(key), None)
        if value:
            self.state[self.key(key)] = value

    def covered(self, amount, available, code):
        self.charge(ARITHMETIC)
        if available < amount:
            raise Refused(code)

    def sum(self, one, other):
        self.charge(ARITHMETIC)
        if not -(2**63) <= one + other < 2**63:
            raise Refused(30)
        return one + other

    def share(self, one, other, divisor):
        self.charge(2 * ARITHMETIC)
        if one * other // divisor >= 2**63:
            raise Refused(30)
        return one * other // divisor

    # Tokens.

    def is_credit(self):
        return self.contract == "energy-credit"

    def take(self, name, amount):
        a, k = self.holding(name), 2 if self.is_credit() else 0
        self.covered(amount, a[2] if k else a[0] - a[1], 25)
        a[k] = self.sum(a[k], -amount)
        self.put_holding(name, a)

    def move(self, giver, taker, amount):
        self.take(giver, amount)
        a, k = self.holding(taker), 2 if self.is_credit() else 0
        a[k] = self.sum(a[k], amount)
        self.put_holding(taker, a)
        self.emit("transfer", giver, taker, amount)

    def allowance_of(self, owner, spender):
        self.charge(READ)
        stored = self.state.get(self.key(f"allowance/{owner}/{spender}"))
        return Reader(stored).i64() if stored else 0

    def put_allowance(self, owner, spender, amount):
        self.put(f"allowance/{owner}/{spender}", i64(amount) if amount else b"")

    def transfer(self, r):
        to, amount, memo = person(r), whole(r), r.bytes()
        r.end(None)
        if len(memo) > MAX_MEMO:
            raise Malformed("the memo is too long")
        self.participant(to)
        self.move(self.caller, to, amount)

    def batch_transfer(self, r):
        payments, memo = r.list(lambda x: (person(x), whole(x))), r.bytes()
        r.end(None)
        payees = [to for to, _ in payments]
        rising = all(a < b for a, b in zip(payees, payees[1:]))
        if not 1 <= len(payments) <= MOST_PAYMENTS or not rising or len(memo) > MAX_MEMO:
            raise Malformed("a batch breaks its limits")
        total = 0
        for to, amount in payments:
            self.participant(to)
            total = self.sum(total, amount)
        self.take(self.caller, total)
        for to, amount in payments:
            self.give(to, amount)
            self.emit("transfer", self.caller, to, amount)

    def approve(self, r):
        spender, amount = r.end((person(r), whole(r)))
        self.participant(spender)
        self.put_allowance(self.caller, spender, amount)
        self.emit("approval", self.caller, spender, amount)

    def transfer_from(self, r):
        owner, to, amount = r.end((person(r), person(r), whole(r)))
        self.participant(owner)
        self.participant(to)
        allowed = self.allowance_of(owner, self.caller)
        self.covered(amount, allowed, 27)
        self.put_allowance(owner, self.caller, self.sum(allowed, -amount))
        self.move(owner, to, amount)

    def burn(self, r):
        amount, memo = r.end((whole(r), r.bytes()))
        if len(memo) > MAX_MEMO:
            raise Malformed("the memo is too long")
        self.take(self.caller, amount)
        self.charge(WRITE)
        issued, credits, verified, burned = self.ledger.numbers(b"supply", ">4q")
        self.ledger.put_supply([issued, credits - amount, verified, burned + amount])
        self.emit("burn", self.caller, amount)

    def balance_of(self, r):
        a = self.holding(r.end(person(r)))
        self.result = i64(a[2] if self.is_credit() else a[0])

    def allowance(self, r):
        self.result = i64(self.allowance_of(*r.end((person(r), person(r)))))

    def total_supply(self, r):
        r.end(None)
        self.charge(READ)
        issued, credits, _, _ = self.ledger.numbers(b"supply", ">4q")
        self.result = i64(credits if self.is_credit() else issued)

    # Issuance and deposits.

    def give(self, name, amount):
        a = self.holding(name)
        a[0] = self.sum(a[0], amount)
        self.put_holding(name, a)

    def issuer(self):
        self.charge(READ)
        if self.ledger.role(self.caller, ISSUER) is None:
            raise Refused(52)

    def use_reference(self, what, reference, name, amount):
        self.charge(READ)
        if self.key(f"reference/{reference.hex()}") in self.state:
            raise Refused(51)
        row = bytes([what]) + text(self.caller) + text(name) + i64(amount)
        self.put(f"reference/{reference.hex()}", row)

    def change_issued(self, amount):
        self.charge(READ)
        supply = self.ledger.numbers(b"supply", ">4q")
        supply[0] = self.sum(supply[0], amount)
        if amount > 0:
            self.covered(supply[0], self.ledger.g.issuance_cap, 50)
        self.charge(WRITE)
        self.ledger.put_supply(supply)

    def issue(self, r):
        to, amount, reference = r.end((person(r), positive(r), r.hash()))
        self.issuer()
        self.participant(to)
        self.use_reference(1, reference, to, amount)
        self.change_issued(amount)
        self.give(to, amount)
        self.emit("issued", self.caller, to, amount, reference.hex())

    def redeem(self, r):
        env = Envelope(r.data)
        self.issuer()
        asked = Reader(env.payload)
        issuer, amount, reference = asked.end((person(asked), positive(asked), asked.hash()))
        if env.type != REDEMPTION or issuer != self.caller:
            raise Refused(52)
        self.signed(env)
        self.use_reference(2, reference, env.signer, amount)
        self.take(env.signer, amount)
        self.change_issued(-amount)
        self.emit("redeemed", self.caller, env.signer, amount, reference.hex())

    def signed(self, env):
        self.charge(SIGNATURE_CHECK)
        signer = self.ledger.role(env.signer, PARTICIPANT)
        if signer is None or not self.ledger.signatures.of(env, signer[1]):
            raise Refused(3)

    def lock(self, name, amount):
        a = self.holding(name)
        self.covered(amount, a[0] - a[1], 25)
        self.charge(WRITE)
        self.ledger.pay(name, 0, -amount)

    def unlock(self, name, amount):
        self.charge(WRITE)
        self.ledger.pay(name, 0, amount)

    def deposit(self):
        self.charge(READ)
        return self.ledger.deposit(self.caller)

    def post_deposit(self, r):
        amount = r.end(positive(r))
        self.lock(self.caller, amount)
        self.put(f"deposit/{self.caller}", i64(self.sum(self.deposit(), amount)))
        self.emit("deposited", self.caller, amount)

    def release_deposit(self, r):
        amount = r.end(positive(r))
        deposit = self.deposit()
        self.covered(amount, deposit, 25)
        self.covered(self.holding(self.caller)[1], deposit, 53)
        self.unlock(self.caller, amount)
        rest = self.sum(deposit, -amount)
        self.put(f"deposit/{self.caller}", i64(rest) if rest else b"")
        self.emit("released", self.caller, amount)

    # Bonds.

    def top_up(self, r):
        name, amount = r.end((person(r), positive(r)))
        self.charge(READ)
        if self.ledger.role(name, AGGREGATOR) is None:
            raise Refused(24)
        self.take(self.caller, amount)
        a = self.holding(name)
        a[0] = self.sum(a[0], amount)
        self.put_holding(name, a)
        self.lock(name, amount)
        self.emit("topped-up", self.caller, name, amount)

    # Certificates of origin.

    def of_origin(self, r):
        attribute, inner = r.end((r.text(), r.bytes()))
        if not ATTRIBUTE.fullmatch(attribute) or len(inner) > 8 << 10:
            raise Malformed("an attribute of another form")
        return attribute, Reader(inner)

    def joules_at(self, key):
        self.charge(READ)
        stored = self.state.get(self.key(key))
        return Reader(stored).i64() if stored else 0

    def put_joules(self, key, joules):
        self.put(key, i64(joules) if joules else b"")

    def take_origin(self, attribute, name, amount):
        key = f"balance/{attribute}/{name}"
        held = self.joules_at(key)
        self.covered(amount, held, 25)
        self.put_joules(key, self.sum(held, -amount))

    def move_origin(self, attribute, giver, taker, amount):
        self.take_origin(attribute, giver, amount)
        key = f"balance/{attribute}/{taker}"
        self.put_joules(key, self.sum(self.joules_at(key), amount))
        self.emit("transfer", attribute, giver, taker, amount)

    def origin_transfer(self, r):
        attribute, r = self.of_origin(r)
        to, amount, memo = r.end((person(r), whole(r), r.bytes()))
        if len(memo) > MAX_MEMO:
            raise Malformed("the memo is too long")
        self.participant(to)
        self.move_origin(attribute, self.caller, to, amount)

    def origin_approve(self, r):
        attribute, r = self.of_origin(r)
        spender, amount = r.end((person(r), whole(r)))
        self.participant(spender)
        self.put_joules(f"allowance/{attribute}/{self.caller}/{spender}", amount)
        self.emit("approval", attribute, self.caller, spender, amount)

    def origin_transfer_from(self, r):
        attribute, r = self.of_origin(r)
        owner, to, amount = r.end((person(r), person(r), whole(r)))
        self.participant(owner)
        self.participant(to)
        key = f"allowance/{attribute}/{owner}/{self.caller}"
        allowed = self.joules_at(key)
        self.covered(amount, allowed, 27)
        self.put_joules(key, self.sum(allowed, -amount))
        self.move_origin(attribute, owner, to, amount)

    def origin_retire(self, r):
        attribute, r = self.of_origin(r)
        amount, beneficiary = r.end((positive(r), r.hash()))
        self.take_origin(attribute, self.caller, amount)
        self.charge(READ)
        minted, retired = self.ledger.origin_supply(attribute)
        self.put(f"supply/{attribute}", i64(minted) + i64(self.sum(retired, amount)))
        row = text(attribute) + i64(amount) + beneficiary
        self.put(f"retired/{self.caller}/{self.nonce}", row)
        self.emit("retired", attribute, self.caller, amount, beneficiary.hex())

    def origin_balance_of(self, r):
        attribute, r = self.of_origin(r)
        self.result = i64(self.joules_at(f"balance/{attribute}/{r.end(person(r))}"))

    def origin_allowance(self, r):
        attribute, r = self.of_origin(r)
        owner, spender = r.end((person(r), person(r)))
        self.result = i64(self.joules_at(f"allowance/{attribute}/{owner}/{spender}"))

    def origin_supply(self, r):
        attribute, r = self.of_origin(r)
        r.end(None)
        self.charge(READ)
        minted, retired = self.ledger.origin_supply(attribute)
        self.result = i64(minted - retired)

    # Contracts for difference.

    def agree_difference(self, r):
        env = Envelope(r.data)
        inner = Reader(env.payload)
        terms = inner.end(read_difference(inner))
        buyer, seller, nonce, interval, joules, price, _ = terms
        mine = (DIFFERENCE_CONTRACT, seller, self.caller, self.nonce)
        if (env.type, env.signer, buyer, nonce) != mine:
            raise Refused(28)
        self.charge(READ)
        if not self.ledger.is_ahead(interval):
            raise Refused(56)
        self.participant(seller)
        self.signed(env)
        cap = self.ledger.parameter(PRICE_CAP)
        buyers = self.most(joules, self.sum(cap, price))
        sellers = self.most(joules, self.sum(cap, -price))
        self.lock(buyer, buyers)
        self.lock(seller, sellers)
        count = self.joules_at(f"count/{interval}")
        if count >= MOST_CONTRACTS:
            raise Refused(57)
        self.put(f"waiting/{interval}/{count}", env.payload + i64(buyers) + i64(sellers))
        self.put(f"count/{interval}", i64(self.sum(count, 1)))
        self.emit("agreed", buyer, seller, interval, joules, price)

    def most(self, joules, difference):
        if difference <= 0:
            return 0
        return self.sum(self.share(joules, difference, JOULES_PER_MWH), 1)

    def cancel(self, r):
        interval = r.end(whole(r))
        count = self.joules_at(f"count/{interval}")
        if not count:
            raise Refused(29)
        self.charge(READ)
        if not self.ledger.never_came(interval):
            raise Refused(56)
        last = self.sum(count, -1)
        self.charge(READ)
        waiting = Reader(self.state[self.key(f"waiting/{interval}/{last}")])
        terms, buyers, sellers = read_difference(waiting), waiting.i64(), waiting.i64()
        self.unlock(terms[0], buyers)
        self.unlock(terms[1], sellers)
        self.put(f"waiting/{interval}/{last}", b"")
        self.put(f"count/{interval}", i64(last) if last else b"")
        self.emit("cancelled", *terms[:2], interval)

    # Bilateral trades.

    def anchor_record(self, r):
        commitment = r.end(r.hash())
        self.put(f"commitment/{self.caller}", commitment)
        self.emit("anchored", self.caller, commitment.hex())

    def withdraw_record(self, r):
        r.end(None)
        self.charge(REMOVAL)
        self.state.pop(self.key(f"commitment/{self.caller}"), None)
        self.emit("withdrawn", self.caller)

    def commitment_of(self, r):
        name = r.end(person(r))
        self.charge(READ)
        self.result = self.state.get(self.key(f"commitment/{name}"), b"")

    def agree(self, r):
        env = Envelope(r.data)
        terms = read_trade(env.payload)
        buyer, seller, nonce, joules, price = terms
        if (env.type, env.signer, buyer, nonce) != (TRADE, seller, self.caller, self.nonce):
            raise Refused(28)
        self.participant(seller)
        self.charge(SIGNATURE_CHECK)
        if not self.ledger.signatures.of(env, self.ledger.role(seller, PARTICIPANT)[1]):
            raise Refused(3)
        paid = self.share(joules, price, JOULES_PER_MWH)
        self.put(f"trade/{buyer}/{nonce}", env.payload)
        self.emit("agreed", buyer, seller, joules, paid)

    def settle(self, r):
        buyer, nonce = r.end((person(r), r.i64()))
        if nonce < 1:
            raise Malformed("nonces count from 1")
        self.charge(READ)
        stored = self.state.get(self.key(f"trade/{buyer}/{nonce}"))
        if stored is None:
            raise Refused(29)
        _, seller, _, joules, price = read_trade(stored)
        paid = self.share(joules, price, JOULES_PER_MWH)
        fee = self.share(paid, self.ledger.parameter(TRADE_FEE), 10**6)
        self.charge(ARITHMETIC)
        total = paid + fee
        if total >= 2**63:
            raise Refused(30)
        b, s = self.holding(buyer), self.holding(seller)
        self.covered(total, b[0] - b[1], 25)
        self.covered(joules, s[2], 25)
        b[0], b[2] = self.sum(b[0], -total), self.sum(b[2], joules)
        self.put_holding(buyer, b)
        s[0], s[2] = self.sum(s[0], paid), self.sum(s[2], -joules)
        self.put_holding(seller, s)
        operator = self.holding("ledger.tariff")
        operator[0] = self.sum(operator[0], fee)
        self.put_holding("ledger.tariff", operator)
        self.put(f"trade/{buyer}/{nonce}", b"")
        self.emit("settled", buyer, seller, joules, paid, fee)

    # Forward commitments.

    def award(self, interval, name):
        self.charge(READ)
        registered = self.ledger.role(name, PARTICIPANT, interval)
        if registered is None or self.ledger.status(interval) != CLEARED:
            return None
        book = self.ledger.book(interval, registered[2])
        buses = len(self.ledger.g.network.bus)
        self.charge(ARITHMETIC * (buses + (len(book[1]) if book else 0)))
        return self.ledger.open_award(interval, name)

    def standing(self, interval, name):
        award = self.award(interval, name)
        if award is None:
            raise Refused(32)
        self.charge(READ)
        stored = self.state.get(self.key(f"token/{interval}/{name}"))
        return award, read_commitment(stored) if stored else None

    def owner_of(self, r):
        _, name = named = r.end(commitment_id(r))
        _, kept = self.standing(*named)
        self.result = text(kept[0] if kept else name)

    def approved_of(self, r):
        _, kept = self.standing(*r.end(commitment_id(r)))
        self.result = text(kept[1] or "" if kept else "")

    def held(self, interval, name):
        self.charge(READ)
        stored = self.state.get(self.key(f"held/{interval}/{name}"))
        return Reader(stored).i64() if stored else 0

    def commitments_of(self, r):
        owner = r.end(person(r))
        self.charge(READ)
        count = 0
        for interval in self.ledger.unsettled():
            count = self.sum(self.held(interval, owner), count)
            if self.award(interval, owner):
                self.charge(READ)
                stored = self.state.get(self.key(f"token/{interval}/{owner}"))
                if not stored or read_commitment(stored)[0] == owner:
                    count = self.sum(count, 1)
        self.result = i64(count)

    def operates(self, owner, operator):
        self.charge(READ)
        return self.key(f"operator/{owner}/{operator}") in self.state

    def is_operator(self, r):
        self.result = bytes([self.operates(*r.end((person(r), person(r))))])

    def approve_all(self, r):
        operator, approved = r.end((person(r), r.bool()))
        self.participant(operator)
        self.put(f"operator/{self.caller}/{operator}", b"\x01" if approved else b"")
        self.emit("approval-for-all", self.caller, operator, "true" if approved else "false")

    def approve_commitment(self, r):
        interval, name = commitment_id(r)
        approved = r.end(person(r) if r.bool() else None)
        _, kept = self.standing(interval, name)
        if approved:
            self.participant(approved)
        owner, _, guarantee = kept or (name, None, 0)
        if self.caller != owner and not self.operates(owner, self.caller):
            raise Refused(33)
        self.keep(interval, name, kept, (owner, approved, guarantee))
        self.emit("approval", owner, approved or "", interval, name)

    def keep(self, interval, name, kept, commitment):
        if not kept:
            self.charge(READ)
            if self.key(f"kept/{interval}") not in self.state:
                self.put(f"kept/{interval}", b"\x01")
        owner, approved, guarantee = commitment
        value = text(owner) + (b"\x01" + text(approved) if approved else b"\x00") + i64(guarantee)
        self.put(f"token/{interval}/{name}", value)

    def transfer_commitment(self, r):
        giver, to, (interval, name) = r.end((person(r), person(r), commitment_id(r)))
        (paid, guarantee), kept = self.standing(interval, name)
        self.participant(to)
        owner, approved, locked = kept or (name, None, 0)
        may = self.caller in (owner, approved) or self.operates(owner, self.caller)
        if giver != owner or not may:
            raise Refused(33)
        if paid < 0:
            raise Refused(34)
        sold, was_sold = to != name, owner != name
        if sold and not was_sold:
            a = self.holding(name)
            self.covered(guarantee, a[0] - a[1], 25)
            self.charge(WRITE)
            self.ledger.pay(name, 0, -guarantee)
        elif was_sold and not sold:
            self.charge(WRITE)
            self.ledger.pay(name, 0, locked)
        if was_sold:
            self.count(interval, owner, -1)
        if sold:
            self.count(interval, to, 1)
        self.keep(interval, name, kept, (to, None, guarantee if sold else 0))
        self.emit("transfer", owner, to, interval, name)

    def count(self, interval, name, by):
        count = self.sum(self.held(interval, name), by)
        self.put(f"held/{interval}/{name}", i64(count) if count else b"")


def read_reading(env):
    if env.type != METER_READING:
        raise Malformed("no reading")
    r = Reader(env.payload)
    name, interval, joules = r.end((person(r), r.i64(), r.i64()))
    if interval < 0 or abs(joules) > 86_400 * 10**12:
        raise Malformed("a reading out of range")
    return name, interval, joules


class Invalid(Exception):
    """A change of rules that can't be made."""


def read_governors(r):
    return Validators(r) if r.bool() else None


def read_ids(r):
    ids = r.list(person)
    if len(ids) > 16:
        raise Malformed("too many meters")
    return ids


def read_change(r):
    kind = r.u8()
    if kind == 1:
        change = (r.u8(), r.i64())
        if not PRICE_CAP <= change[0] <= SEAL_FORFEIT:
            raise Malformed("no parameter")
    elif kind == 2:
        change = (person(r), r.u8(), read_key(r), r.i32(), r.i64(), r.i64(), r.i64(), r.i64())
        if change[4] > change[5] or not 0 <= change[6] <= change[7]:
            raise Malformed("an identity breaks its limits")
    elif kind == 3:
        change = (person(r),)
    elif kind == 4:
        change = (person(r), read_ids(r))
        if any(a >= b for a, b in zip(change[1], change[1][1:])):
            raise Malformed("meters must rise")
    elif kind == 5:
        change = (r.text(), r.i32())
        if not CALLED.fullmatch(change[0]) or change[1] < 0:
            raise Malformed("no contract")
    elif kind == 6:
        change = (read_governors(r),)
    else:
        raise Malformed("an unknown change")
    return (kind, *change)


def read_proposal(data):
    r = Reader(data)
    proposal = r.end((r.i64(), r.i64(), r.hash(), r.list(read_change)))
    if not 1 <= len(proposal[3]) <= 256:
        raise Malformed("a proposal has 1 to 256 changes")
    return proposal


def read_notice(data):
    r = Reader(data)
    notice = r.end((r.i64(), r.i32(), r.list(lambda x: (x.i32(), x.bool(), x.i64(), x.i64()))))
    rows = notice[2]
    rising = all(a[0] < b[0] for a, b in zip(rows, rows[1:]))
    fine = all(b >= 0 and least <= most and not (out and (least or most)) for b, out, least, most in rows)
    if notice[0] < 0 or notice[1] < 1 or len(rows) > 40_000 or not rising or not fine:
        raise Malformed("a notice breaks its rules")
    return notice


def at(versions, k):
    known = [value for start, value in versions if start <= k]
    return known[-1] if known else None


def later(versions, start, value, oldest):
    """The versions with another from an interval on, without those that nothing needs."""
    kept = [v for v in versions if v[0] < start] + [(start, value)]
    while len(kept) > 1 and kept[1][0] <= oldest:
        kept.pop(0)
    return kept


class Rules:
    """The rules of a state, by interval: the genesis, overlaid by what governance changed."""

    KEYS = [b"rules/" + x for x in (b"parameters", b"identities", b"meters", b"contracts", b"governors")]

    def __init__(self, genesis, state):
        self.g = genesis

        def read(key, content, none):
            stored = state.get(b"rules/" + key)
            r = Reader(stored) if stored else None
            return r.end(content(r)) if r else none

        def versions(value):
            return lambda r: r.list(lambda x: (x.i64(), value(x)))

        def named(value):
            return lambda r: dict(r.list(lambda x: (x.text(), versions(value)(x))))

        def identity(x):
            name, *row = x.text(), x.u8(), x.raw(32), x.i32(), x.i64(), x.i64()
            return (*row, x.i64(), x.i64(), x.bool())

        def contracts(r):
            return dict(r.list(lambda x: (x.text(), (x.i32(), versions(lambda y: y.i32())(x)))))

        pairs = lambda r: dict(r.list(lambda x: (x.u8(), x.i64())))
        self.values = read(b"parameters", versions(pairs), [])
        self.identities = read(b"identities", named(identity), {})
        self.meters = read(b"meters", named(read_ids), {})
        self.contracts = read(b"contracts", contracts, {})
        self.changed_governors = read(b"governors", lambda r: (read_governors(r),), None)

    def parameters(self, k):
        return self.g.parameters() | (at(self.values, k) or {})

    def registration(self, name, k):
        """Role, key, bus, limits, window and whether it was revoked."""
        changed = at(self.identities.get(name, []), k)
        first = self.g.identities.get(name)
        return changed or (first and (*first[:5], 0, FOREVER, False))

    def identity(self, name, k):
        """The registration whose signatures count in an interval."""
        row = self.registration(name, k)
        counts = row and not row[7] and row[5] <= k <= row[6]
        return row if counts or not self.identities else None

    def role(self, name, role, k):
        row = self.identity(name, k)
        return row if row and row[0] == role else None

    def those(self, role, k):
        """Names and registrations of a role in an interval, by name."""
        rows = [(n, self.role(n, role, k)) for n in sorted({*self.g.identities, *self.identities})]
        return {name: row for name, row in rows if row}

    def aggregators(self, k):
        """The names of the aggregators of each bus that has any."""
        if not self.identities:
            return self.g.aggregators
        found = {}
        for name, row in self.those(AGGREGATOR, k).items():
            found.setdefault(row[2], []).append(name)
        return found

    def buses(self, k):
        return sorted(self.aggregators(k))

    def participants(self, k):
        return len(self.those(PARTICIPANT, k))

    def feeders(self, k):
        """Name and key of each bus's feeder-head meter; all came with the genesis."""
        rows = [(name, self.role(name, FEEDER, k)) for name in self.g.feeders]
        return {row[2]: (name, row[1]) for name, row in rows if row}

    def newcomers(self):
        """Who came to hold tokens after genesis."""
        rows = [(n, v[0][1]) for n, v in self.identities.items() if n not in self.g.identities]
        return [name for name, row in rows if row[0] in (PARTICIPANT, ISSUER, AGGREGATOR)]

    def version(self, contract, epoch):
        """The version in which a contract is called in an epoch; 0 if it is retired."""
        version = at(self.contracts.get(contract, (1, []))[1], epoch)
        return 1 if version is None else version

    def contracts_wait(self, epoch):
        return any(v[-1][0] > epoch for _, v in self.contracts.values())

    def governors(self):
        return self.changed_governors[0] if self.changed_governors else self.g.governors

    def written(self, state):
        """Puts what differs from the genesis."""

        def versions(rows, value):
            return i32(len(rows)) + b"".join(i64(start) + value(x) for start, x in rows)

        def named(rows, value):
            inner = (text(n) + versions(v, lambda x: value(n, x)) for n, v in sorted(rows.items()))
            return i32(len(rows)) + b"".join(inner)

        def identity(name, x):
            numbers = b"".join(map(i64, x[3:7])) + bytes([x[7]])
            return text(name) + bytes([x[0]]) + x[1] + i32(x[2]) + numbers

        def pairs(x):
            return i32(len(x)) + b"".join(bytes([c]) + i64(v) for c, v in sorted(x.items()))

        def ids(_, x):
            return i32(len(x)) + b"".join(map(text, x))

        def put(key, there, data):
            if there:
                state[b"rules/" + key] = data()

        put(b"parameters", self.values, lambda: versions(self.values, pairs))
        put(b"identities", self.identities, lambda: named(self.identities, identity))
        put(b"meters", self.meters, lambda: named(self.meters, ids))
        contracts = sorted(self.contracts.items())
        rows = (text(n) + i32(new) + versions(v, i32) for n, (new, v) in contracts)
        put(b"contracts", contracts, lambda: i32(len(contracts)) + b"".join(rows))
        chosen = self.changed_governors
        put(b"governors", chosen, lambda: b"\1" + chosen[0].data if chosen[0] else b"\0")


class Amendment:
    """Changes of rules from an interval on; none is made unless all can be."""

    def __init__(self, rules, state, start, oldest, issued, epoch):
        self.rules, self.state, self.start = rules, state, start
        self.oldest, self.issued, self.epoch = min(oldest, start), issued, epoch

    def refuse(self, broken):
        if broken:
            raise Invalid

    def make(self, changes):
        for kind, *change in changes:
            (self.parameter, self.identity, self.revoke, self.set_meters, self.contract, self.govern)[
                kind - 1
            ](*change)
        self.require_sound()
        return self.rules

    def parameter(self, code, value):
        self.refuse(code == REVEAL_WINDOW and value > self.rules.g.length)
        start = self.start + (2 if code in (REVEAL_WINDOW, SEAL_FORFEIT) else 0)
        values = dict(at(self.rules.values, start) or {}) | {code: value}
        after = [(k, x | {code: value}) for k, x in self.rules.values if k > start]
        kept = later(self.rules.values, start, values, -1) + after
        while len(kept) > 1 and kept[1][0] <= self.oldest:
            kept.pop(0)
        self.rules.values = kept

    def put(self, name, row):
        old = self.rules.identities.get(name, [])
        self.rules.identities[name] = later(old, self.start, row, self.oldest)
        self.refuse(len(self.rules.identities) > 20_000)

    def identity(self, name, role, key, bus, least, most, first, last):
        self.refuse(role not in ROLES)
        known = self.rules.registration(name, self.start)
        self.refuse(known and (known[0], known[2]) != (role, bus))
        self.refuse(name in Ledger.SYSTEM)
        at_bus = role not in (REGION, GRID_OPERATOR, ISSUER)
        self.refuse(at_bus and bus not in self.rules.g.network.bus)
        self.refuse(role == FEEDER and not known)
        self.refuse(role != PARTICIPANT and (least or most))
        self.refuse(role == AGGREGATOR and (first > self.start or last != FOREVER))
        self.refuse(b"contradicted/" + key in self.state)
        self.put(name, (role, key, bus, least, most, first, last, False))

    def revoke(self, name):
        known = self.rules.registration(name, self.start)
        self.refuse(not known or known[7])
        self.put(name, (*known[:7], True))

    def standing(self, name, role):
        row = self.rules.registration(name, self.start)
        return row if row and row[0] == role and not row[7] else None

    def set_meters(self, name, oracles):
        owner = self.standing(name, PARTICIPANT)
        self.refuse(owner is None)
        for oracle in oracles:
            row = self.standing(oracle, ORACLE)
            self.refuse(row is None or row[2] != owner[2])
        old = self.rules.meters.get(name, [])
        self.rules.meters[name] = later(old, self.start, oracles, self.oldest)
        self.refuse(len(self.rules.meters) > 20_000)

    def contract(self, name, version):
        self.refuse(name not in CONTRACTS or version > CONTRACTS[name])
        newest, versions = self.rules.contracts.get(name, (1, []))
        self.refuse(version == (versions[-1][1] if versions else 1))
        self.refuse(0 < version < newest)
        waiting = later(versions, self.epoch + 1, version, self.epoch)
        self.rules.contracts[name] = (max(newest, version), waiting)

    def govern(self, governors):
        self.refuse(governors and sum(v[2] for v in governors.all) > (2**63 - 1) // 4)
        self.rules.changed_governors = (governors,)

    def without_key(self, name, key):
        rows = self.rules.identities.get(name, [])
        present = self.rules.registration(name, self.start)
        rows = [
            (s, (*x[:7], True) if s >= self.start and x[1] == key else x) for s, x in rows
        ]
        if present and present[1] == key and all(s != self.start for s, _ in rows):
            rows = sorted([*rows, (self.start, (*present[:7], True))], key=lambda row: row[0])
        self.rules.identities[name] = rows
        return self.rules

    def require_sound(self):
        g, rules = self.rules.g, self.rules

        def energy(row):
            return 2 * max(abs(row[3]), abs(row[4])) * (g.length // 1000)

        joules = sum(energy(row) for row in g.identities.values() if row[0] == PARTICIPANT)
        joules += sum(max(energy(row) for _, row in v) for v in rules.identities.values())
        for values in [v for _, v in rules.values] or [{}]:
            p = g.parameters() | values
            self.refuse(not 0 < p[PRICE_CAP] <= 10**12 or abs(p[VOID_PRICE]) > p[PRICE_CAP])
            self.refuse(not 0 <= p[REVEAL_WINDOW] < g.book_window)
            self.refuse(not 0 <= p[SEAL_FORFEIT] <= (p[PRICE_CAP] if p[REVEAL_WINDOW] else 0))
            fractions = (p[DEVIATION], p[GAS_PRICE], p[TRADE_FEE])
            self.refuse(any(not 0 <= x <= 10**6 for x in fractions))
            self.refuse(not 0 <= p[DELAY] <= 366 * 86_400_000)
            worst = joules * p[PRICE_CAP] * (10**6 + p[DEVIATION]) // (JOULES_PER_MWH * 10**6)
            self.refuse(max(self.issued, joules * g.at_once(), worst) > 2**61)
        served = rules.aggregators(self.start)
        self.refuse(any(len(names) > 4 for names in served.values()))
        for name in {*g.identities, *rules.identities}:
            oracle = self.standing(name, ORACLE)
            self.refuse(oracle and oracle[2] not in served)


class Ledger:
    SYSTEM = ("ledger.balancing", "ledger.rounding", "ledger.tariff")

    def __init__(self, genesis, signatures):
        self.g, self.signatures, self.state = genesis, signatures, State()
        self.cleared = self.settled = self.voided = 0
        people = {p: x[5] for p, x in genesis.identities.items() if x[0] == PARTICIPANT}
        self.people, self.millis = people, 0
        holders = {p: x[5] for p, x in genesis.identities.items() if x[0] in (PARTICIPANT, ISSUER)}
        self.holders = holders
        for name in self.SYSTEM:
            self.put_account(name, [genesis.reserve if name == "ledger.balancing" else 0, 0, 0, 0])
        for name, deposit in holders.items():
            self.put_account(name, [deposit, 0, 0, 0])
        aggregators = {p: x[5] for p, x in genesis.identities.items() if x[0] == AGGREGATOR}
        self.aggregators = list(aggregators)
        for name, bond in aggregators.items():
            if bond:
                self.put_account(name, [bond, bond, 0, 0])
        deposits = sum(holders.values()) + sum(aggregators.values())
        self.put_supply([genesis.reserve + deposits, 0, 0, 0])
        self.known_rules = None

    @property
    def rules(self):
        records = [self.state.get(key) for key in Rules.KEYS]
        if self.known_rules is None or self.known_rules[0] != records:
            self.known_rules = records, Rules(self.g, self.state)
        return self.known_rules[1]

    @property
    def present(self):
        """The interval whose gate closes next."""
        return max(0, (self.millis + self.g.lead - self.g.start) // self.g.length + 1)

    def role(self, name, role, k=None):
        return self.rules.role(name, role, self.present if k is None else k)

    def parameter(self, code, k=None):
        return self.rules.parameters(self.present if k is None else k)[code]

    def reveal_window(self, k):
        """The last part of an interval's book window, for reveals; 0 if bids are open."""
        return self.parameter(REVEAL_WINDOW, k)

    def last_book(self, k):
        """Until when books are taken; what remains of their window is for reveals."""
        return self.g.deadline(k, OPEN) - self.reveal_window(k)

    def network(self, k):
        stored = self.state.get(b"network/" + i64(k))
        if stored is None:
            return self.g.network
        r = Reader(stored)
        r.text(), r.hash()
        return self.g.network.noticed(read_notice(r.bytes()))

    def amendment(self, start):
        window = (self.millis - self.g.book_window + self.g.lead - self.g.start) // self.g.length
        oldest = min([max(0, window), *self.unsettled()[:1], *self.correctable()[:1], *self.kept()[:1]])
        issued = self.numbers(b"supply", ">4q")[0]
        epoch = self.validators.epoch
        return Amendment(Rules(self.g, self.state), self.state, start, oldest, issued, epoch)

    # Governance: 9.2.

    def governors(self):
        return self.rules.governors() or self.validators

    def open_proposals(self):
        stored = self.state.get(b"proposals")
        return Reader(stored).list(Reader.hash) if stored else []

    def put_open(self, ids):
        self.state.pop(b"proposals")
        if ids:
            self.state[b"proposals"] = i32(len(ids)) + b"".join(ids)

    def proposal(self, key):
        stored = self.state.get(b"proposal/" + key)
        if stored is None:
            return None
        r = Reader(stored)
        record = [r.text(), r.hash(), r.u8(), r.i64(), r.i64(), r.i64(), r.i64()]
        return [*record, *(dict(r.list(lambda x: (x.text(), x.i64()))) for _ in range(2))]

    def put_proposal(self, key, record):
        data = text(record[0]) + record[1] + bytes([record[2]]) + b"".join(map(i64, record[3:7]))
        for votes in record[7:]:
            data += i32(len(votes)) + b"".join(text(n) + i64(m) for n, m in sorted(votes.items()))
        self.state[b"proposal/" + key] = data

    def close_proposal(self, key, record):
        self.put_proposal(key, record)
        self.state.pop(b"proposed/" + key)
        self.put_open([other for other in self.open_proposals() if other != key])

    def pass_proposals(self):
        for key in self.open_proposals():
            record = self.proposal(key)
            if record[2] == APPROVED and record[5] <= self.millis:
                changes = read_proposal(self.state[b"proposed/" + key])[3]
                try:
                    self.amendment(self.present).make(changes).written(self.state)
                    record[2], record[6] = IN_FORCE, self.present
                except Invalid:
                    record[2], record[4] = FAILED, self.millis
                self.close_proposal(key, record)
            elif record[2] == PROPOSED and record[3] + self.g.lapse < self.millis:
                record[2], record[4] = LAPSED, self.millis
                self.close_proposal(key, record)

    def has_quorum(self, votes):
        governors = self.governors().all
        power = sum(v[2] for v in governors if v[0] in votes)
        return 3 * power > 2 * sum(v[2] for v in governors)

    def count_vote(self, key, governor, cancels):
        record = self.proposal(key)
        record[8 if cancels else 7][governor] = self.millis
        if self.has_quorum(record[8]):
            record[2], record[4], record[6] = CANCELLED, self.millis, -1
            self.close_proposal(key, record)
            return
        if record[2] == PROPOSED and self.has_quorum(record[7]):
            earliest = read_proposal(self.state[b"proposed/" + key])[1]
            due = max(earliest, self.millis + self.parameter(DELAY))
            record[2], record[4], record[5] = APPROVED, self.millis, due
        self.put_proposal(key, record)

    def apply_governance(self, env):
        keys = {v[0]: v[1] for v in self.governors().all}
        if env.signer not in keys:
            return 2, 0
        if not self.signatures.of(env, keys[env.signer]):
            return 3, 0
        return (self.propose if env.type == PROPOSAL else self.vote)(env), 0

    def propose(self, env):
        proposal = read_proposal(env.payload)
        key = labelled("wattmesh/proposal", text(env.signer) + sized(env.payload))
        if self.proposal(key):
            return 6
        ids = self.open_proposals()
        own = sum(self.proposal(other)[0] == env.signer for other in ids)
        if len(ids) >= MOST_OPEN or own >= MOST_OPEN_EACH:
            return 42
        try:
            self.amendment(self.present).make(proposal[3])
        except Invalid:
            return 40
        self.put_open([*ids, key])
        self.state[b"proposed/" + key] = env.payload
        self.put_proposal(
            key, [env.signer, proposal[2], PROPOSED, self.millis, 0, 0, -1, {}, {}]
        )
        self.count_vote(key, env.signer, False)
        return 0

    def vote(self, env):
        r = Reader(env.payload)
        key, cancels = r.end((r.hash(), r.bool()))
        record = self.proposal(key)
        full = record and max(map(len, record[7:])) >= MOST_VOTES
        if not record or record[2] not in (PROPOSED, APPROVED) or full:
            return 41
        if env.signer in record[8 if cancels else 7]:
            return 6
        self.count_vote(key, env.signer, cancels)
        return 0

    # Networks: 9.3.

    def noticed(self):
        stored = self.state.get(b"networks")
        return Reader(stored).list(Reader.i64) if stored else []

    def put_noticed(self, intervals):
        self.state.pop(b"networks")
        if intervals:
            self.state[b"networks"] = i64s(sorted(intervals))

    def forget_network(self, k):
        if k in self.noticed():
            self.state.pop(b"network/" + i64(k))
            self.put_noticed([other for other in self.noticed() if other != k])

    def apply_notice(self, notice, operator, env):
        k = notice[0]
        if k < self.present:
            return 5, 0
        stored = self.state.get(b"network/" + i64(k))
        if stored:
            r = Reader(stored)
            r.text(), r.hash()
        if k - self.present >= MOST_AHEAD or (stored and read_notice(r.bytes())[1] >= notice[1]):
            return 44, 0
        try:
            self.g.network.noticed(notice)
        except ValueError:
            return 44, 0
        for other in self.noticed():
            over = other < self.present and self.g.deadline(other, OPEN) < self.millis
            if over and self.record(other) is None:
                self.forget_network(other)
        self.state[b"network/" + i64(k)] = text(env.signer) + env.digest() + sized(env.payload)
        self.put_noticed({*self.noticed(), k})
        return 0, 0

    # Oracles: 9.4.

    def meters(self, name, k):
        return at(self.rules.meters.get(name, []), k) or []

    def witnesses(self, k, bus):
        stored = self.state.get(b"witnesses/" + i64(k) + i32(bus))
        read = lambda x: ((x.text(), x.text()), (x.i64(), x.hash()))
        return dict(Reader(stored).list(read)) if stored else {}

    def convict(self, name, key, person, k, first, second):
        if b"contradicted/" + key in self.state:
            return
        row = text(name) + text(person) + i64(k) + first + second + i64(self.millis)
        self.state[b"contradicted/" + key] = row
        self.amendment(k + 1).without_key(name, key).written(self.state)

    def apply_conflict(self, env):
        accuser = self.rules.identity(env.signer, self.present)
        if accuser is None:
            return 2, 0
        if not self.signatures.of(env, accuser[1]):
            return 3, 0
        r = Reader(env.payload)
        parts = r.bytes(), r.bytes()
        r.end(None)
        if max(map(len, parts)) > 1024 + 512:
            raise Malformed("an envelope is too long")
        one, two = map(Envelope, parts)
        readings = [read_reading(e) for e in (one, two)]
        same = one.signer == two.signer and readings[0][:2] == readings[1][:2]
        oracle = self.rules.registration(one.signer, readings[0][1])
        if not same or readings[0] == readings[1] or not oracle or oracle[0] != ORACLE:
            return 21, 0
        if not all(self.signatures.of(e, oracle[1]) for e in (one, two)):
            return 21, 0
        if b"contradicted/" + oracle[1] in self.state:
            return 6, 0
        person, interval, _ = readings[0]
        self.convict(one.signer, oracle[1], person, interval, one.digest(), two.digest())
        return 0, 0

    def numbers(self, key, form):
        return list(struct.unpack(form, self.state[key]))

    def account(self, name):
        return list(struct.unpack(">4q", self.stored_account(name)[:32]))

    def stored_account(self, name):
        """Four numbers, then the nonces of its calls as they stand in its record."""
        return self.state.get(b"account/" + name.encode(), bytes(36))

    def put_account(self, name, a):
        require(0 <= a[1] <= a[0] and a[2] >= 0, f"account {name} is overdrawn")
        nonces = self.stored_account(name)[32:]
        self.state[b"account/" + name.encode()] = b"".join(map(i64, a)) + nonces

    def pay(self, name, amount, unlock=0):
        a = self.account(name)
        self.put_account(name, [a[0] + amount, a[1] - unlock, a[2], a[3]])

    def move(self, giver, taker, amount):
        if amount:
            self.pay(giver, -amount)
            self.pay(taker, amount)

    def free(self, name):
        a = self.account(name)
        return a[0] - a[1]

    def put_supply(self, supply):
        self.state[b"supply"] = b"".join(map(i64, supply))

    def unsettled(self):
        stored = self.state.get(b"unsettled")
        return [] if stored is None else Reader(stored).list(Reader.i64)

    def record(self, k):
        """Interval, status, voided, three roots, rent, standing bids; None if there is none."""
        stored = self.state.get(b"interval/" + i64(k))
        return None if stored is None else list(struct.unpack(">qB?32s32s32sqi", stored))

    def put_record(self, record):
        self.state[b"interval/" + i64(record[0])] = struct.pack(">qB?32s32s32sqi", *record)

    def status(self, k):
        record = self.record(k)
        return record and record[1]

    def progress(self, k):
        return self.numbers(b"progress/" + i64(k), ">3i")

    def put_progress(self, k, progress):
        self.state[b"progress/" + i64(k)] = struct.pack(">3i", *progress)

    def book(self, k, bus):
        """Root and standing bids (participant, digest, collateral, curve, scheduled) of a book."""
        stored = self.state.get(b"book/" + i64(k) + i32(bus))
        if stored is None:
            return None
        r = Reader(stored)
        r.i32()
        return r.hash(), r.list(lambda x: (x.text(), x.hash(), x.i64(), read_curve(x, 68), x.i64()))

    def readings(self, k, bus):
        stored = self.state.get(b"readings/" + i64(k) + i32(bus))
        return {} if stored is None else dict(Reader(stored).list(lambda x: (x.text(), x.i64())))

    def deposit(self, name):
        stored = self.state.get(f"contract/payment-token/deposit/{name}".encode())
        return Reader(stored).i64() if stored else 0

    def is_ahead(self, k):
        last = (self.millis + self.g.lead - self.g.start) // self.g.length
        return 0 <= k and last < k <= last + MOST_UNSETTLED

    def never_came(self, k):
        return self.g.deadline(k, OPEN) < self.millis and self.status(k) is None

    def energies(self, key):
        stored = self.state.get(key)
        return {} if stored is None else dict(Reader(stored).list(lambda x: (x.text(), x.i64())))

    def put_energies(self, key, energies):
        rows = [text(p) + i64(e) for p, e in sorted(energies.items())]
        self.state[key] = i32(len(rows)) + b"".join(rows)

    def execute(self, millis, transactions):
        """The outcomes of a block, as bytes."""
        ending, self.millis = self.next_validators, millis
        for k in self.unsettled():
            while self.status(k) != SETTLED and self.next_deadline(k) < millis:
                self.pass_deadline(k)
        self.pass_proposals()
        self.forget_missing(millis)
        if b"exclusion" in self.state and not ending:
            self.exclude()
        self.await_contracts()
        self.keep_books(millis)
        outcomes, seen = [], set()
        for t in transactions:
            code, refused, *receipt = REPEATED if sha(t) in seen else self.apply(t, millis)
            content = sha(t) + struct.pack(">Hi", code, refused)
            outcomes.append(content + (receipt[0] if receipt else ZERO))
            seen.add(sha(t))
        if ending:
            self.end_epoch(ending)
        return outcomes

    def next_deadline(self, k):
        """The next deadline of an interval."""
        return self.last_book(k) if self.has_to_close(k) else self.g.deadline(k, self.status(k))

    def pass_deadline(self, k):
        record = self.record(k)
        if self.has_to_close(k):
            self.close(k)
        elif record[1] == OPEN:
            self.freeze(k)
        elif record[1] == BOOKED:
            record[1:3] = VOID, True
            self.put_record(record)
            self.voided += 1
        else:
            self.settle(k)

    @property
    def validators(self):
        stored = self.state.get(b"validators")
        return self.g.validators if stored is None else Validators(Reader(stored))

    @property
    def next_validators(self):
        stored = self.state.get(b"next-validators")
        return None if stored is None else Validators(Reader(stored))

    def end_epoch(self, validators):
        self.state[b"validators"] = validators.data
        del self.state[b"next-validators"]

    def apply_validators(self, env):
        present = self.validators
        by_name = {v[0]: v for v in present.all}
        if env.signer not in by_name:
            return 2, 0
        if not self.signatures.of(env, by_name[env.signer][1], present.epoch):
            return 3, 0
        r = Reader(env.payload)
        wanted = Validators(r)
        approvals, possessions = (r.list(lambda x: (x.i32(), x.raw(64))) for _ in range(2))
        r.end(None)
        for signers in (approvals, possessions):
            if any(a[0] >= b[0] for a, b in zip(signers, signers[1:])):
                raise Malformed("signers must rise")
        if sum(v[2] for v in wanted.all) > (2**63 - 1) // 4:
            raise Malformed("the power is beyond its bound")
        if self.next_validators:
            return 6, 0
        if wanted.epoch != present.epoch + 1 or not self.approved(wanted, present, approvals):
            return 20, 0
        held = dict(possessions)
        for k, (name, key, _) in enumerate(wanted.all):
            known = name in by_name and by_name[name][1] == key
            if known == (k in held):
                return 20, 0
            if not known and not self.signatures.hold(
                key, KEY_POSSESSION, name, wanted.data, held[k], wanted.epoch
            ):
                return 20, 0
        if any(not 0 <= k < len(wanted.all) for k in held):
            return 20, 0
        if any(b"convicted/" + v[1] in self.state for v in wanted.all):
            return 20, 0
        self.state[b"next-validators"] = wanted.data
        return 0, 0

    def apply_evidence(self, env):
        present = self.validators
        by_name = {v[0]: v for v in present.all}
        if env.signer not in by_name:
            return 2, 0
        if not self.signatures.of(env, by_name[env.signer][1], present.epoch):
            return 3, 0
        r = Reader(env.payload)
        parts = r.bytes(), r.bytes()
        r.end(None)
        if max(map(len, parts)) > 2 << 20:
            raise Malformed("an envelope of evidence is too large")
        one, two = map(Envelope, parts)
        rounds = round_of(one), round_of(two)
        same = (one.type, one.signer) == (two.type, two.signer) and rounds[0] == rounds[1]
        if not same or rounds[0] is None or one.payload == two.payload:
            return 21, 0
        if one.signer not in by_name:
            return 21, 0
        key = by_name[one.signer][1]
        if not all(self.signatures.of(e, key, present.epoch) for e in (one, two)):
            return 21, 0
        if b"convicted/" + key in self.state:
            return 6, 0
        self.state[b"convicted/" + key] = text(one.signer) + i64(present.epoch) + sha(env.payload)
        self.state[b"exclusion"] = b"\x01"
        return 0, 0

    def exclude(self):
        present = self.validators
        rest = [v for v in present.all if b"convicted/" + v[1] not in self.state]
        if len(rest) == len(present.all):
            del self.state[b"exclusion"]
        elif 3 * sum(v[2] for v in rest) > 2 * sum(v[2] for v in present.all):
            rows = b"".join(text(n) + key + i64(power) for n, key, power in rest)
            self.state[b"next-validators"] = i64(present.epoch + 1) + i32(len(rest)) + rows

    def await_contracts(self):
        """Schedules the validators as they are for another epoch, if a contract's version waits."""
        present = self.validators
        if self.rules.contracts_wait(present.epoch) and not self.next_validators:
            self.state[b"next-validators"] = i64(present.epoch + 1) + present.data[8:]

    def approved(self, wanted, present, approvals):
        if any(not 0 <= k < len(present.all) for k, _ in approvals):
            return False
        power = sum(present.all[k][2] for k, _ in approvals)
        return 3 * power > 2 * sum(v[2] for v in present.all) and all(
            self.signatures.hold(
                present.all[k][1], VALIDATOR_APPROVAL, present.all[k][0], wanted.data, s,
                present.epoch,
            )
            for k, s in approvals
        )

    def apply(self, transaction, millis):
        rules = {
            BID_BOOK: (AGGREGATOR, read_book, self.apply_book),
            CLEARING: (REGION, Clearing, self.apply_clearing),
            NETWORK_NOTICE: (
                GRID_OPERATOR, read_notice, lambda n, o, _: self.apply_notice(n, o, env)
            ),
            READINGS: (ORACLE, lambda x: read_envelopes(x, METER_READING), self.apply_readings),
        }
        try:
            env = Envelope(transaction)
            if env.type == VALIDATOR_CHANGE:
                return self.apply_validators(env)
            if env.type == EVIDENCE:
                return self.apply_evidence(env)
            if env.type == CALL:
                return self.apply_call(env, sha(transaction))
            if env.type == OMISSION:
                return self.apply_omission(env, millis)
            if env.type == REVEALS:
                return self.apply_reveals(env)
            if env.type == METER_READING:
                return self.apply_late(env, millis)
            if env.type in (PROPOSAL, VOTE_ON_RULES):
                return self.apply_governance(env)
            if env.type == READING_CONFLICT:
                return self.apply_conflict(env)
            if env.type not in rules:
                return 1, 0
            role, read, rule = rules[env.type]
            known = len(env.payload) >= 8
            k = Reader(env.payload).i64() if known else self.present
            signer = self.role(env.signer, role, k)
            if signer is None:
                return 2, 0
            if not self.signatures.of(env, signer[1]):
                return 3, 0
            content = read(env.payload)
        except Malformed:
            return 1, 0
        if env.type == BID_BOOK:
            return rule(content, signer, millis, env.signer)
        return rule(content, signer, millis)

    def apply_call(self, env, transaction):
        person = self.role(env.signer, PARTICIPANT) or self.role(env.signer, ISSUER)
        if person is None:
            return 2, 0
        nonce, limit, contract, method, arguments = read_call(env.payload)
        if not self.signatures.of(env, person[1]):
            return 3, 0
        account = self.stored_account(env.signer)
        highest, *words = struct.unpack(">5q", account[36:] or bytes(40))
        used = sum((w % 2**64) << 64 * k for k, w in enumerate(words))
        if nonce <= highest - NONCES:
            return 10, 0
        if nonce <= highest and used >> highest - nonce & 1:
            return 6, 0
        if nonce > highest:
            used = (used << nonce - highest if nonce - highest < NONCES else 0) % 2**NONCES
            highest = nonce
        used |= 1 << highest - nonce
        words = [used >> 64 * k & 2**64 - 1 for k in range(4)]
        nonces = i32(5) + i64(highest) + struct.pack(">4Q", *words)
        self.state[b"account/" + env.signer.encode()] = account[:32] + nonces
        gas_price = self.parameter(GAS_PRICE)
        most = limit * gas_price
        if self.free(env.signer) < most:
            return 25, 0
        if most:
            self.pay(env.signer, -most)
        run = CallRun(self, env.signer, nonce, limit)
        self.state.mark()
        code = run.code(contract, method, arguments)
        self.state.end(keep=code == 0)
        fee = run.used * gas_price
        if most > fee:
            self.pay(env.signer, most - fee)
        if fee:
            self.pay("ledger.tariff", fee)
        return code, 0, run.receipt(transaction, contract, method, code, fee)

    def kept(self):
        """The intervals of which omissions can be claimed."""
        stored = self.state.get(b"claims")
        return [] if stored is None else Reader(stored).list(Reader.i64)

    def claims_end(self, k, millis):
        window = self.g.claim_window
        return window == 0 or self.g.gate(k) + self.g.book_window + window < millis

    def keep_books(self, millis):
        if not self.g.claim_window:
            return
        for k in self.kept():
            if self.claims_end(k, millis):
                for index in range(self.convictions(k)):
                    r = Reader(self.state.pop(b"conviction/" + i64(k) + i32(index)))
                    name, person_id = person(r), person(r)
                    del self.state[b"omission/" + i64(k) + f"{name}/{person_id}".encode()]
                for name in (n for names in self.rules.aggregators(k).values() for n in names):
                    self.state.pop(b"book-root/" + i64(k) + name.encode(), None)
                self.state.pop(b"claims/" + i64(k), None)
                self.state[b"claims"] = i64s([x for x in self.kept() if x != k])
        k = (millis + self.g.lead - self.g.start) // self.g.length
        while k >= 0 and self.g.gate(k) <= millis <= self.last_book(k):
            if b"claims/" + i64(k) not in self.state:
                self.state[b"claims/" + i64(k)] = i32(0)
                self.state[b"claims"] = i64s(sorted(self.kept() + [k]))
            k -= 1

    def convictions(self, k):
        return self.numbers(b"claims/" + i64(k), ">i")[0]

    def bidder(self, env, k):
        person = self.role(env.signer, PARTICIPANT, k)
        kind = SEALED_BID if self.reveal_window(k) else BID
        return person if person and env.type == kind and self.signatures.of(env, person[1]) else None

    @staticmethod
    def entry(env):
        """Participant, bus, interval, nonce and request that an open or sealed bid shows."""
        if env.type == SEALED_BID:
            return *read_sealed(env.payload)[:4], None
        bid = read_bid(env.payload)
        return *bid[:4], bid[5]

    def apply_omission(self, env, millis):
        """A claim that an aggregator left out what it acknowledged."""
        claimant = self.rules.identity(env.signer, self.present)
        if claimant is None:
            return 2, 0
        if not self.signatures.of(env, claimant[1]):
            return 3, 0
        given, bid, leaves = read_omission(env.payload)
        if given.type != ACKNOWLEDGEMENT:
            return 60, 0
        try:
            name, bus, k, nonce, digest, _ = read_acknowledgement(given.payload)
            aggregator, person = self.role(given.signer, AGGREGATOR, k), self.bidder(bid, k)
            if not aggregator or not self.signatures.of(given, aggregator[1]):
                return 60, 0
            if bid.type not in (BID, SEALED_BID):
                return 60, 0
            about = self.entry(bid)[:4] == (name, bus, k, nonce) and digest == bid.digest()
        except Malformed:
            return 60, 0
        if not about or person is None or name != bid.signer or {bus} != {aggregator[2], person[2]}:
            return 60, 0
        if self.g.gate(k) > millis:
            return 4, 0
        if self.claims_end(k, millis):
            return 5, 0
        conviction = b"omission/" + i64(k) + f"{given.signer}/{name}".encode()
        if conviction in self.state:
            return 6, 0
        root = self.state.get(b"book-root/" + i64(k) + given.signer.encode())
        if root is None and millis <= self.last_book(k):
            return 4, 0
        if root is None:
            omitted = not leaves and b"claims/" + i64(k) in self.state
        elif len(leaves) == 1 and leaves[0][0].signer == name:
            entry, schedule, leaf, path = leaves[0]
            omitted = in_list(path, leaf, root) and not self.keeps(
                entry, schedule, (name, bus, k), nonce, digest
            )
        else:
            omitted = shows_absence(name, leaves, root)
        if not omitted:
            return 61, 0
        penalty = min(self.g.omission_penalty, self.account(given.signer)[1])
        compensation = min(self.g.compensation, penalty)
        if penalty:
            self.pay(given.signer, -penalty, penalty)
            self.pay(name, compensation)
            self.pay("ledger.balancing", penalty - compensation)
        self.state[conviction] = given.digest()
        whose = text(given.signer) + text(name)
        self.state[b"conviction/" + i64(k) + i32(self.convictions(k))] = whose
        self.state[b"claims/" + i64(k)] = i32(self.convictions(k) + 1)
        return 0, 0

    def keeps(self, entry, schedule, about, nonce, digest):
        """Whether a participant's entry is what was promised, or what took its place."""
        if self.bidder(entry, about[2]) is None:
            return False
        try:
            *its, its_nonce, request = self.entry(entry)
        except Malformed:
            return False
        planned = request.allows(schedule, self.g.joules(1)) if request else not schedule
        return tuple(its) == about and (its_nonce > nonce or entry.digest() == digest) and planned

    def books(self, k, bus):
        """The roots of the books of a bus that has several aggregators, by their names."""
        stored = self.state.get(b"books/" + i64(k) + i32(bus))
        return {} if stored is None else dict(Reader(stored).list(lambda x: (x.text(), x.hash())))

    def has_book(self, k, bus, name):
        if len(self.rules.aggregators(k)[bus]) > 1:
            return name in self.books(k, bus)
        return self.book(k, bus) is not None

    def apply_book(self, content, aggregator, millis, name):
        k, bus, bids, leaves = content
        if bus != aggregator[2]:
            return 8, 0
        if k < 0 or self.g.gate(k) > millis:
            return 4, 0
        if millis > self.last_book(k):
            return 5, 0
        if self.status(k) not in (None, OPEN):
            return 7, 0
        if self.has_book(k, bus, name):
            return 6, 0
        if self.status(k) is None:
            self.put_record([k, OPEN, False, ZERO, ZERO, ZERO, 0, 0])
            self.put_progress(k, [0, 0, 0])
            self.state[b"unsettled"] = i64s(sorted(self.unsettled() + [k]))
        before = self.book(k, bus)
        standing = {row[0]: row for row in before[1]} if before else {}
        stood_before, refused = len(standing), 0
        waiting = self.waiting(k, bus)
        for env, schedule in bids:
            if self.reveal_window(k):
                refused += not self.seal(env, schedule, k, bus, waiting)
                continue
            row = self.judge(env, schedule, k, bus, standing)
            if isinstance(row, tuple):
                standing[row[0]] = row
            else:
                refused += 1
        if self.reveal_window(k):
            self.put_waiting(k, bus, waiting)
        root = tree_root(leaves)
        if self.g.claim_window:
            self.state[b"book-root/" + i64(k) + name.encode()] = root
        if len(self.rules.aggregators(k)[bus]) > 1:
            roots = self.books(k, bus) | {name: root}
            entries = [text(a) + roots[a] for a in sorted(roots)]
            self.state[b"books/" + i64(k) + i32(bus)] = i32(len(entries)) + b"".join(entries)
            root = tree_root(entries)
        self.put_book(k, bus, root, standing)
        books, count, read = self.progress(k)
        self.put_progress(k, [books + 1, count + len(standing) - stood_before, read])
        if books + 1 == sum(map(len, self.rules.aggregators(k).values())):
            self.close(k) if self.reveal_window(k) else self.freeze(k)
        return 0, refused

    def put_book(self, k, bus, root, standing):
        rows = [
            text(p) + d + i64(c) + write_curve(v) + i64(w)
            for p, d, c, v, w in (standing[p] for p in sorted(standing))
        ]
        self.state[b"book/" + i64(k) + i32(bus)] = (
            i32(bus) + root + i32(len(rows)) + b"".join(rows)
        )

    def judge(self, env, schedule, k, bus, standing, fresh=True):
        """The standing bid that an envelope makes, its collateral locked; a code if it does not."""
        person = self.role(env.signer, PARTICIPANT, k)
        if person is None:
            return 2
        if env.type != BID or not self.signatures.of(env, person[1]):
            return 3
        try:
            name, its_bus, interval, nonce, curve, request = read_bid(env.payload)
        except Malformed:
            return 1
        account = self.account(env.signer)
        if name != env.signer:
            return 2
        if interval != k:
            return 9
        if (its_bus, person[2]) != (bus, bus):
            return 8
        if fresh and nonce <= account[3]:
            return 10
        if curve[0][0] < person[3] or curve[-1][0] > person[4]:
            return 11
        if request is None and schedule:
            return 15
        if request is not None and not request.allows(schedule, self.g.joules(1)):
            return 15
        now = schedule[0] if schedule else 0
        powers = [*schedule, curve[0][0] + now, curve[-1][0] + now]
        if any(not person[3] <= watts <= person[4] for watts in powers):
            return 11
        cap = self.parameter(PRICE_CAP, k)
        curve = standing_with(curve, now, cap)
        locked = self.collateral(curve, cap)
        others = account[1] - (standing[name][2] if name in standing else 0)
        if locked > account[0] - others or self.deposit(name) < self.g.required_deposit:
            return 12
        nonce = max(nonce, account[3])
        self.put_account(name, [account[0], others + locked, account[2], nonce])
        return name, env.digest(), locked, curve, now

    # Sealed bids.

    def waiting(self, k, bus):
        """Nonce, commitment and forfeit of each sealed bid of a bus that does not stand yet."""
        stored = self.state.get(b"sealed/" + i64(k) + i32(bus))
        rows = Reader(stored).list(lambda x: (x.text(), (x.i64(), x.hash(), x.i64()))) if stored else []
        return dict(rows)

    def put_waiting(self, k, bus, waiting):
        key = b"sealed/" + i64(k) + i32(bus)
        rows = [text(p) + i64(n) + c + i64(f) for p, (n, c, f) in sorted(waiting.items())]
        if rows:
            self.state[key] = i32(len(rows)) + b"".join(rows)
        else:
            self.state.pop(key, None)

    def closed(self, k):
        """When an interval's books were closed, and how many sealed bids wait; None before."""
        key = b"sealing/" + i64(k)
        return self.numbers(key, ">qi") if key in self.state else None

    def has_to_close(self, k):
        return self.reveal_window(k) > 0 and self.status(k) == OPEN and not self.closed(k)

    def seal(self, env, schedule, k, bus, waiting):
        """Whether an entry of a book of sealed bids counts; its forfeit is locked then."""
        person = self.role(env.signer, PARTICIPANT, k)
        if person is None or env.type != SEALED_BID or not self.signatures.of(env, person[1]):
            return False
        try:
            name, its_bus, interval, nonce, commitment = read_sealed(env.payload)
        except Malformed:
            return False
        account = self.account(env.signer)
        if name != env.signer or interval != k or (its_bus, person[2]) != (bus, bus):
            return False
        if nonce <= account[3] or schedule:
            return False
        joules = self.g.joules(max(abs(person[3]), abs(person[4])))
        forfeit = -value(-joules, self.parameter(SEAL_FORFEIT, k))
        others = account[1] - (waiting[name][2] if name in waiting else 0)
        if forfeit > account[0] - others or self.deposit(name) < self.g.required_deposit:
            return False
        self.put_account(name, [account[0], others + forfeit, account[2], nonce])
        waiting[name] = nonce, commitment, forfeit
        return True

    def close(self, k):
        """No further book of sealed bids comes."""
        count = sum(len(self.waiting(k, bus)) for bus in self.rules.buses(k))
        self.state[b"sealing/" + i64(k)] = i64(self.millis) + i32(count)
        if not count:
            self.freeze(k)

    def end_sealing(self, k):
        closed = self.closed(k)
        if not closed:
            return
        lost = self.g.deadline(k, OPEN) - closed[0] >= self.reveal_window(k) // 2
        for bus in self.rules.buses(k):
            for name, (_, _, forfeit) in self.waiting(k, bus).items():
                self.pay(name, -forfeit if lost else 0, forfeit)
                if lost:
                    self.pay("ledger.tariff", forfeit)
            self.put_waiting(k, bus, {})
        self.state.pop(b"sealing/" + i64(k))

    def apply_reveals(self, env):
        """Openings by an aggregator of the bus, or a participant's own."""
        k = Reader(env.payload).i64() if len(env.payload) >= 8 else self.present
        aggregator = self.role(env.signer, AGGREGATOR, k)
        signer = aggregator or self.role(env.signer, PARTICIPANT, k)
        if signer is None:
            return 2, 0
        if not self.signatures.of(env, signer[1]):
            return 3, 0
        k, bus, openings = read_reveals(env.payload)
        if bus != signer[2]:
            return 8, 0
        if not aggregator and any(bid.signer != env.signer for bid, _, _ in openings):
            return 73, 0
        if self.status(k) not in (None, OPEN):
            return 7, 0
        if not self.closed(k):
            return 70, 0
        waiting, book = self.waiting(k, bus), self.book(k, bus)
        standing = {row[0]: row for row in book[1]} if book else {}
        codes = [self.reveal(*opening, k, bus, waiting, standing) for opening in openings]
        refused = [code for code in codes if code]
        if len(refused) == len(codes):
            return refused[0], 0
        self.put_book(k, bus, book[0], standing)
        self.put_waiting(k, bus, waiting)
        stood = len(codes) - len(refused)
        books, count, read = self.progress(k)
        self.put_progress(k, [books, count + stood, read])
        millis, left = self.closed(k)
        self.state[b"sealing/" + i64(k)] = i64(millis) + i32(left - stood)
        if left == stood:
            self.freeze(k)
        return 0, len(refused)

    def reveal(self, env, commitment, schedule, k, bus, waiting, standing):
        """0 if the opened bid stands: what was locked for its seal is free then."""
        sealed = waiting.get(env.signer)
        if sealed is None:
            return 71
        nonce, promised, forfeit = sealed
        try:
            if commitment != promised or read_bid(env.payload)[:4] != (env.signer, bus, k, nonce):
                return 72
        except Malformed:
            return 72
        before = self.account(env.signer)
        self.pay(env.signer, 0, forfeit)
        row = self.judge(env, schedule, k, bus, standing, fresh=False)
        if not isinstance(row, tuple):
            self.put_account(env.signer, before)
            return row
        standing[row[0]] = row
        del waiting[env.signer]
        return 0

    def collateral(self, curve, cap):
        prices, most = [p for _, p in curve], 0
        for k, (power, _) in enumerate(curve):
            above = cap if k == len(curve) - 1 else min(cap, prices[k + 1])
            below = -cap if k == 0 else max(-cap, prices[k - 1])
            for watts, price in ((-power, above), (power, -below)):
                most = max(most, -value(-self.g.joules(max(0, watts)), max(0, price) + 2))
        return most

    def freeze(self, k):
        self.end_sealing(k)
        record, entries = self.record(k), []
        for bus, aggregators in sorted(self.rules.aggregators(k).items()):
            roots, book = self.books(k, bus), self.book(k, bus)
            if len(aggregators) > 1:
                entries += [i32(bus) + roots[name] for name in sorted(roots)]
            elif book:
                entries.append(i32(bus) + book[0])
        record[1] = BOOKED
        record[3] = tree_root(entries)
        record[7] = self.progress(k)[1]
        self.put_record(record)

    def apply_clearing(self, c, _, millis):
        record, net = self.record(c.interval), self.network(c.interval)
        if record is None or record[1] != BOOKED:
            return 7, 0
        if c.books_root != record[3]:
            return 13, 0
        books = [self.book(c.interval, bus) for bus in net.bus]
        bids = [[b[3] for b in book[1]] if book else [] for book in books]
        if certificate_refusal(net, c, bids):
            return 14, 0
        cap = self.parameter(PRICE_CAP, c.interval)
        certified = [held_within(p, cap * 10**6) for p in c.price]
        prices = [settlement_price(p) for p in certified]
        exact = -sum(self.g.joules(w) * p for w, p in zip(c.injection, prices))
        rent = exact // JOULES_PER_MWH
        if rent < -self.free("ledger.balancing"):
            return 14, 0
        self.pay("ledger.balancing", 0, min(0, rent))
        self.state[b"clearing/" + i64(c.interval)] = c.data
        rows = zip(net.bus, certified, c.injection)
        record[1], record[4] = CLEARED, tree_root([i32(b) + i64(p) + i64(w) for b, p, w in rows])
        self.put_record(record)
        self.cleared += 1
        return 0, 0

    def apply_readings(self, content, oracle, millis):
        k, bus, envelopes = content
        if bus != oracle[2]:
            return 8, 0
        if self.status(k) not in (CLEARED, VOID):
            return 7, 0
        if millis < self.g.delivery(k + 1):
            return 4, 0
        if millis > self.g.reading_deadline(k):
            return 5, 0
        known, witnesses = self.readings(k, bus), self.witnesses(k, bus)
        before, feeders, refused = len(known), 0, 0
        for env in envelopes:
            feeder = self.rules.feeders(k).get(bus)
            if feeder and env.signer == feeder[0]:
                counts = self.take_feeder(env, k, bus, feeder[1])
                feeders += counts
            else:
                counts = self.take(env, k, bus, known, witnesses)
            refused += not counts
        rows = [text(p) + i64(e) for p, e in sorted(known.items())]
        self.state[b"readings/" + i64(k) + i32(bus)] = i32(len(rows)) + b"".join(rows)
        rows = [text(p) + text(o) + i64(e) + h for (p, o), (e, h) in sorted(witnesses.items())]
        self.state[b"witnesses/" + i64(k) + i32(bus)] = i32(len(rows)) + b"".join(rows)
        books, count, read = self.progress(k)
        read += len(known) - before + feeders
        self.put_progress(k, [books, count, read])
        if read == self.rules.participants(k) + len(self.rules.feeders(k)):
            self.settle(k)
        return 0, refused

    def take_feeder(self, env, k, bus, verification_key):
        """Whether the feeder-head meter's own reading counts."""
        key = b"feeder/" + i64(k) + i32(bus)
        if env.type != METER_READING or key in self.state:
            return False
        if not self.signatures.of(env, verification_key):
            return False
        try:
            name, interval, joules = read_reading(env)
        except Malformed:
            return False
        if name != env.signer or interval != k:
            return False
        self.state[key] = i64(joules)
        return True

    def apply_late(self, env, millis):
        oracle = self.role(env.signer, ORACLE)
        if oracle is None:
            return 2, 0
        if not self.signatures.of(env, oracle[1]):
            return 3, 0
        name, k, joules = read_reading(env)
        if self.status(k) != SETTLED:
            return 7, 0
        if self.is_over(k, millis):
            return 5, 0
        participant = self.role(name, PARTICIPANT, k)
        if participant is None or participant[2] != oracle[2] or self.meters(name, k):
            return 54, 0
        if not self.g.joules(participant[3]) <= joules <= self.g.joules(participant[4]):
            return 54, 0
        return (0 if self.correct(k, oracle[2], name, joules) else 55), 0

    def is_over(self, k, millis):
        window = self.g.correction_window
        return window == 0 or millis - self.g.reading_deadline(k) > window

    def correctable(self):
        stored = self.state.get(b"correctable")
        return [] if stored is None else Reader(stored).list(Reader.i64)

    def forget_missing(self, millis):
        kept = self.correctable()
        for k in [k for k in kept if self.is_over(k, millis)]:
            for bus in self.rules.buses(k):
                self.state.pop(b"missing/" + i64(k) + i32(bus), None)
            kept.remove(k)
            self.state[b"correctable"] = i64s(kept)

    def missing(self, k, bus):
        """Price, room (None if nothing bounds it), and award and deviation by participant."""
        stored = self.state.get(b"missing/" + i64(k) + i32(bus))
        if stored is None:
            return 0, None, {}
        r = Reader(stored)
        price, room = r.i64(), r.i64() if r.bool() else None
        return price, room, {p: (a, d) for p, a, d in r.list(lambda x: (x.text(), x.i64(), x.i64()))}

    def put_missing(self, k, bus, price, room, rows):
        key = b"missing/" + i64(k) + i32(bus)
        self.state.pop(key, None)
        if rows:
            bound = b"\0" if room is None else b"\1" + i64(room)
            data = [text(p) + i64(a) + i64(d) for p, (a, d) in sorted(rows.items())]
            self.state[key] = i64(price) + bound + i32(len(data)) + b"".join(data)

    def correct(self, k, bus, name, delivered):
        price, room, rows = self.missing(k, bus)
        if name not in rows:
            return False
        awarded, before = rows.pop(name)
        credits = max(0, delivered) if room is None else min(max(0, delivered), room)
        if room is not None:
            room -= delivered if delivered < 0 else credits
        self.put_missing(k, bus, price, room, rows)
        adjustment = self.due(k, price, awarded, delivered) - before
        if adjustment < 0:
            self.collect(name, -adjustment)
        else:
            paid = min(adjustment, self.pot(max(0, -before)))
            self.move("ledger.balancing", name, paid)
        self.mint(name, credits)
        issued, held, verified, burned = self.numbers(b"supply", ">4q")
        self.put_supply([issued, held + credits, verified + credits, burned])
        if self.g.refund_every and not self.g.by_award and delivered < 0:
            self.add_withdrawn(bus, {name: -delivered})
        return True

    def add_withdrawn(self, bus, more):
        key = b"withdrawn/" + i32(bus)
        sums = self.energies(key)
        for name, joules in more.items():
            sums[name] = sums.get(name, 0) + joules
        self.put_energies(key, sums)

    def mint(self, name, joules):
        """Credits and certificates of origin to an account."""
        if not joules:
            return
        a = self.account(name)
        self.put_account(name, [a[0], a[1], a[2] + joules, a[3]])
        attribute = self.g.origins.get(name)
        if attribute:
            key = f"contract/origin-certificate/balance/{attribute}/{name}".encode()
            held = Reader(self.state[key]).i64() if key in self.state else 0
            self.state[key] = i64(held + joules)
            minted, retired = self.origin_supply(attribute)
            key = f"contract/origin-certificate/supply/{attribute}".encode()
            self.state[key] = i64(minted + joules) + i64(retired)

    def origin_supply(self, attribute):
        key = f"contract/origin-certificate/supply/{attribute}".encode()
        return struct.unpack(">2q", self.state.get(key, bytes(16)))

    def take(self, env, k, bus, known, witnesses):
        """Whether a reading counts, by itself or as one of several meters'."""
        oracle = self.role(env.signer, ORACLE, k)
        if oracle is None or oracle[2] != bus or env.type != METER_READING:
            return False
        if not self.signatures.of(env, oracle[1]):
            return False
        try:
            name, interval, joules = read_reading(env)
        except Malformed:
            return False
        person = self.role(name, PARTICIPANT, k)
        if interval != k or person is None or person[2] != bus:
            return False
        first = witnesses.get((name, env.signer))
        if first:
            if first[0] != joules:
                self.convict(env.signer, oracle[1], name, k, first[1], env.digest())
            return False
        within = lambda e: self.g.joules(person[3]) <= e <= self.g.joules(person[4])
        meters = self.meters(name, k)
        if not meters and (name in known or not within(joules)):
            return False
        if meters and env.signer not in meters:
            return False
        witnesses[name, env.signer] = joules, env.digest()
        energies = [witnesses[name, m][0] for m in meters or [env.signer] if (name, m) in witnesses]
        if len(energies) == len(meters or [env.signer]) and within(sum(energies)):
            known[name] = sum(energies)
        return True

    def positions(self, k, c):
        """Participant, bus, bid digest, collateral, price, awarded and delivered energy."""
        found, rules = [], self.rules.parameters(k)
        for bus in self.rules.buses(k):
            book, readings = self.book(k, bus), self.readings(k, bus)
            bids = book[1] if book else []
            price, watts = rules[VOID_PRICE], [0] * len(bids)
            if c:
                index = self.g.network.bus.index(bus)
                price = settlement_price(held_within(c.price[index], rules[PRICE_CAP] * 10**6))
                dispatch = Dispatch([b[3] for b in bids], c.price[index], c.injection[index])
                watts = dispatch.awards(c.injection[index])
            for (name, digest, locked, _, _), award in zip(bids, watts):
                delivered = readings.pop(name, 0)
                joules = self.g.joules(award)
                found.append((name, bus, digest, locked, price, joules, delivered))
            found += [(name, bus, ZERO, 0, price, 0, e) for name, e in readings.items()]
        return sorted(found)

    def settle(self, k):
        stored = self.state.get(b"clearing/" + i64(k))
        positions = self.positions(k, Clearing(stored) if stored else None)
        require(sum(p[5] for p in positions) == 0, f"the awards of interval {k} are not balanced")
        exact = collected = 0
        kept = f"contract/forward-commitment/kept/{k}".encode() in self.state
        for name, _, _, locked, price, awarded, _ in positions:
            owner, guarantee = self.take_commitment(k, name) if kept else (name, 0)
            if owner == name:
                self.pay(name, value(awarded, price), locked)
            else:
                self.pay(name, 0, locked + guarantee)
                self.pay(owner, value(awarded, price))
            exact -= awarded * price
            collected -= value(awarded, price)
        rent = exact // JOULES_PER_MWH
        if rent >= 0:
            self.pay("ledger.tariff", rent)
        else:
            self.pay("ledger.balancing", rent, -rent)
        self.pay("ledger.rounding", collected - rent)
        self.settle_differences(k)
        paid = self.settle_deviations(k, positions)
        earned, rooms = self.verified(k, positions)
        rows, minted = [], 0
        for name, bus, digest, _, price, awarded, delivered in positions:
            credits = earned[name]
            self.mint(name, credits)
            minted += credits
            amounts = (price, awarded, delivered, value(awarded, price), paid[name], credits)
            row = text(name) + self.rules.registration(name, k)[1] + i64(k) + i32(bus) + digest
            rows.append(row + b"".join(map(i64, amounts)))
        issued, credits, verified, burned = self.numbers(b"supply", ">4q")
        self.put_supply([issued, credits + minted, verified + minted, burned])
        self.refund(k, max(0, rent), positions)
        self.keep_missing(k, positions, paid, rooms)
        record = self.record(k)
        record[1], record[5], record[6] = SETTLED, tree_root(rows), rent
        self.put_record(record)
        for bus in self.rules.buses(k):
            self.state.pop(b"book/" + i64(k) + i32(bus), None)
            self.state.pop(b"books/" + i64(k) + i32(bus), None)
            self.state.pop(b"readings/" + i64(k) + i32(bus), None)
            self.state.pop(b"witnesses/" + i64(k) + i32(bus), None)
        for bus in self.rules.feeders(k):
            self.state.pop(b"feeder/" + i64(k) + i32(bus), None)
        self.forget_network(k)
        self.state.pop(b"clearing/" + i64(k), None)
        self.state.pop(f"contract/forward-commitment/kept/{k}".encode(), None)
        self.state.pop(b"progress/" + i64(k), None)
        self.state[b"unsettled"] = i64s([x for x in self.unsettled() if x != k])
        self.settled += 1

    def price(self, k, bus):
        """At which a bus settles."""
        stored = self.state.get(b"clearing/" + i64(k))
        if stored is None:
            return self.parameter(VOID_PRICE, k)
        certified = Clearing(stored).price[self.g.network.bus.index(bus)]
        return settlement_price(held_within(certified, self.parameter(PRICE_CAP, k) * 10**6))

    def settle_differences(self, k):
        prefix = "contract/contract-for-difference/"
        stored = self.state.pop(f"{prefix}count/{k}".encode(), None)
        void = b"clearing/" + i64(k) not in self.state
        for index in range(Reader(stored).i64() if stored else 0):
            r = Reader(self.state.pop(f"{prefix}waiting/{k}/{index}".encode()))
            buyer, seller, _, _, joules, fixed, congestion = read_difference(r)
            at = [self.price(k, self.rules.registration(x, k)[2]) for x in (seller, buyer)]
            market = sum(at) // 2 if congestion == 2 else at[congestion]
            buyers, sellers = r.i64(), r.i64()
            paid = 0 if void else max(-sellers, min(buyers, value(joules, fixed - market)))
            self.pay(buyer, 0, buyers)
            self.pay(seller, 0, sellers)
            self.pay(buyer, -paid)
            self.pay(seller, paid)

    def verified(self, k, positions):
        """Credits by participant, and by bus what a feeder-head meter still leaves room for."""
        credits, rooms = {p[0]: max(0, p[6]) for p in positions}, {}
        for bus in self.rules.feeders(k):
            here = [p for p in positions if p[1] == bus]
            stored = self.state.get(b"feeder/" + i64(k) + i32(bus))
            injected = sum(max(0, p[6]) for p in here)
            through = (Reader(stored).i64() if stored else 0) + sum(max(0, -p[6]) for p in here)
            cap = max(0, through) * (10**6 + self.g.feeder_tolerance) // 10**6
            rooms[bus] = max(0, cap - injected)
            if injected > cap:
                for p in here:
                    credits[p[0]] = max(0, p[6]) * cap // injected
                by_remainder = sorted(here, key=lambda p: (-(max(0, p[6]) * cap % injected), p[0]))
                for p in by_remainder[: cap - sum(credits[p[0]] for p in here)]:
                    credits[p[0]] += 1
        return credits, rooms

    def refund(self, k, rent, positions):
        if not self.g.refund_every:
            return
        for name, bus, _, _, _, awarded, delivered in positions:
            withdrawn = -(awarded if self.g.by_award else delivered)
            if withdrawn > 0:
                self.add_withdrawn(bus, {name: withdrawn})
        count, pool = struct.unpack(">iq", self.state.get(b"pooled-rent", bytes(12)))
        count, pool = count + 1, pool + rent
        if count >= self.g.refund_every:
            pool = left = min(pool, self.free("ledger.tariff"))
            withdrawn = {}
            for bus in self.rules.buses(k):
                withdrawn |= self.energies(b"withdrawn/" + i32(bus))
                self.state.pop(b"withdrawn/" + i32(bus), None)
            for name, joules in withdrawn.items():
                part = joules * pool // sum(withdrawn.values())
                self.move("ledger.tariff", name, part)
                left -= part
            count, pool = 0, left
        self.state[b"pooled-rent"] = struct.pack(">iq", count, pool)

    def keep_missing(self, k, positions, paid, rooms):
        if not self.g.correction_window:
            return
        settled, any_missing = {p[0]: (p[5], paid[p[0]]) for p in positions}, False
        people = self.rules.those(PARTICIPANT, k)
        for bus in self.rules.buses(k):
            read = self.readings(k, bus)
            here = [x for x, row in people.items() if row[2] == bus and x not in read]
            rows = {x: settled.get(x, (0, 0)) for x in here}
            self.put_missing(k, bus, self.price(k, bus), rooms.get(bus), rows)
            any_missing |= bool(rows)
        if any_missing:
            self.state[b"correctable"] = i64s(sorted([*self.correctable(), k]))

    def take_commitment(self, k, name):
        stored = self.state.pop(f"contract/forward-commitment/token/{k}/{name}".encode(), None)
        owner, _, guarantee = read_commitment(stored) if stored else (name, None, 0)
        self.state.pop(f"contract/forward-commitment/held/{k}/{owner}".encode(), None)
        return owner, guarantee

    def open_award(self, k, name):
        """Payment and guarantee of an award that is not 0."""
        stored = self.state.get(b"clearing/" + i64(k))
        for owner, _, _, _, price, awarded, _ in self.positions(k, Clearing(stored)):
            if owner == name and awarded:
                margin = abs(price) * self.parameter(DEVIATION, k) // 10**6
                due = value(-awarded, price + margin if awarded > 0 else price - margin)
                return value(awarded, price), max(0, -due)
        return None

    def due(self, k, price, awarded, delivered):
        x, margin = delivered - awarded, abs(price) * self.parameter(DEVIATION, k) // 10**6
        return value(x, price + margin if x < 0 else price - margin)

    def collect(self, name, owed):
        """What of it was paid to the balancing account: free tokens, then the deposit."""
        paid = min(self.free(name), owed)
        self.move(name, "ledger.balancing", paid)
        if paid < owed and self.g.takes_deposit:
            deposit = self.deposit(name)
            more = min(deposit, owed - paid)
            if more:
                key = f"contract/payment-token/deposit/{name}".encode()
                self.state.pop(key)
                if deposit > more:
                    self.state[key] = i64(deposit - more)
                self.pay(name, 0, more)
                self.move(name, "ledger.balancing", more)
                paid += more
        return paid

    def pot(self, collected):
        free = self.free("ledger.balancing")
        return free if self.g.takes_reserve else min(free, collected)

    def settle_deviations(self, k, positions):
        paid, collected = {}, 0
        for name, _, _, _, price, awarded, delivered in positions:
            due = self.due(k, price, awarded, delivered)
            if due < 0:
                due = -self.collect(name, -due)
                collected -= due
            paid[name] = due
        owed, pot = sum(d for d in paid.values() if d > 0), self.pot(collected)
        for name, due in paid.items():
            if due > 0:
                paid[name] = due if owed <= pot else due * pot // owed
                self.move("ledger.balancing", name, paid[name])
        return paid

    def check_conservation(self, name):
        issued, credits, verified, burned = self.numbers(b"supply", ">4q")
        holders = (*self.holders, *self.aggregators, *self.rules.newcomers())
        accounts = [self.account(x) for x in (*self.SYSTEM, *holders)]
        require(sum(a[0] for a in accounts) == issued, f"{name}: tokens are not conserved")
        held = sum(a[2] for a in accounts)
        right = held == credits == verified - burned
        require(right, f"{name}: credits are not what was verified and not burned")
        for attribute in set(self.g.origins.values()):
            prefix = f"contract/origin-certificate/balance/{attribute}/"
            people = (*self.people, *self.rules.newcomers())
            keys = [f"{prefix}{p}".encode() for p in people]
            held = sum(Reader(self.state[key]).i64() for key in keys if key in self.state)
            minted, retired = self.origin_supply(attribute)
            require(held == minted - retired, f"{name}: origins are not conserved")


# --- 12. The export --------------------------------------------------------------------------------


def blocks(data):
    r, magic = Reader(data), b"wattmesh blocks 1\n"
    require(r.raw(len(magic)) == magic, "blocks: the first line differs")
    while r.at < len(data):
        b = Reader(r.bytes())
        header, certificates, inline = Header(b), b.list(BatchCertificate), b.list(Reader.bytes)
        batches = [(c, b.list(Reader.bytes)) for c in certificates]
        yield b.end((header, batches, inline, read_votes(b)))


def check_batches(header, batches, taken, validators, signatures, name):
    """Certified, in time, each slot once among those that have not expired."""
    root = tree_root([c.content for c, _ in batches])
    require(len(batches) <= MAX_BATCHES and header.batches == root, f"{name}: other batches")
    for slot in [slot for slot, expiry in taken.items() if expiry < header.round]:
        del taken[slot]
    for certificate, transactions in batches:
        in_time = header.round <= certificate.expiry <= header.round + BATCH_ROUNDS
        require(in_time, f"{name}: a batch out of time")
        slot = certificate.author, certificate.epoch, certificate.seq
        require(slot not in taken, f"{name}: a batch's slot was taken before")
        taken[slot] = certificate.expiry
        require(certificate.is_of(transactions), f"{name}: a batch has other transactions")
        validators.check_batch(certificate, signatures, name)


def read_epochs(path):
    if not path.exists():
        return []
    r, magic = Reader(path.read_bytes()), b"wattmesh epochs 1\n"
    require(r.raw(len(magic)) == magic, "epochs: the first line differs")
    return r.end(r.list(EpochChange))


def audit(folder, check):
    genesis = Genesis((folder / "genesis.bin").read_bytes())
    validators, changes = genesis.validators, read_epochs(folder / "epochs.bin")
    epoch = validators.epoch
    signatures = Signatures(genesis.chain, epoch, check)
    ledger = Ledger(genesis, signatures)
    root, outcomes = state_root(ledger.state), tree_root([])
    first = i64(epoch) + i64(0) + i64(0) + ZERO + i32(0) + i64(genesis.gate(0) - genesis.length)
    last = Header(Reader(first + tree_root([]) * 2 + root + outcomes + ZERO))
    taken = {}
    for header, batches, inline, certificate in blocks((folder / "blocks.bin").read_bytes()):
        name = f"block {last.height + 1}"
        follows = header.height == last.height + 1 and header.parent == last.id
        require(follows, f"{name}: it does not follow the block before it")
        grows = header.round > last.round and header.millis > last.millis
        require(grows, f"{name}: round or time do not grow")
        on_parent = certificate[0] == last.round and certificate[1] == last.id
        require(on_parent, f"{name}: the certificate is not on its parent")
        if last.height == 0:
            require(certificate == (0, last.id, 0, []), f"{name}: no genesis certificate")
        else:
            validators.check(certificate, signatures, name)
        if last.next_validators != ZERO:
            require(changes and changes[0].last.id == last.id, f"{name}: the epoch's end is not proven")
            validators = changes.pop(0).check(validators, signatures)
            require(ledger.validators.hash == validators.hash, f"{name}: other validators")
        require(header.epoch == validators.epoch, f"{name}: it is of another epoch")
        named = ledger.next_validators.hash if ledger.next_validators else ZERO
        require(header.next_validators == named, f"{name}: it names other next validators")
        require(header.parent_state == root, f"{name}: the state root is not the replay's")
        require(header.parent_outcomes == outcomes, f"{name}: the outcomes root is not the replay's")
        check_batches(header, batches, taken, validators, signatures, name)
        transactions = [t for _, batch in batches for t in batch] + inline
        require(sum(4 + len(t) for t in transactions) <= MAX_BLOCK, f"{name}: too long")
        require(header.transactions == tree_root(transactions), f"{name}: other transactions")
        outcomes = tree_root(ledger.execute(header.millis, transactions))
        root, last = state_root(ledger.state), header
        ledger.check_conservation(name)
    r = Reader((folder / "proof.bin").read_bytes())
    headers, certificate = read_commit(r)
    r.end(None)
    check_commit(headers, certificate, validators, signatures, "commit proof")
    require(len(headers) == 1 or last.next_validators != ZERO, "commit proof: headers in between")
    require(not changes, "epochs: the end of an epoch is of no block")
    child = headers[0]
    ends = (child.parent, child.parent_state, child.parent_outcomes) == (last.id, root, outcomes)
    require(ends, "commit proof: it is not of the last block")
    print(f"chain {genesis.chain.hex()}: {last.height} blocks, {signatures.count} signatures"
          f"{'' if check else ' NOT'} checked, {ledger.cleared} intervals cleared,"
          f" {ledger.voided} void, {ledger.settled} settled, state {root.hex()}")
    return genesis.chain


# --- 11. Receipts ----------------------------------------------------------------------------------


def check_headers(headers):
    for before, header in zip(headers, headers[1:]):
        follows = header.parent == before.id and header.height == before.height + 1
        begins = before.next_validators != ZERO and header.epoch == before.epoch + 1
        require(follows and (begins or header.epoch == before.epoch), "a header does not follow")


def check_receipt(data, trusted, check):
    r, magic = Reader(data), b"wattmesh receipt 3\n"
    require(r.raw(len(magic)) == magic, "the first line differs")
    validators = Validators(r)
    chain = chain_id(validators, r.hash())
    require(chain == trusted, "it is of another chain")
    signatures = Signatures(chain, validators.epoch, check)
    changes = r.list(EpochChange)
    start = r.at
    env, _ = Envelope(r.bytes()), r.list(Reader.i64)
    booked, opening = data[start : r.at], read_opening(r) if env.type == SEALED_BID else None
    bid_proof = read_merkle_proof(r)
    entry, entry_proof = (r.i32(), r.hash()), read_merkle_proof(r)
    row, row_proof = (r.i32(), r.i64(), r.i64()), read_merkle_proof(r)
    start = r.at
    name, key, interval, bus, digest = r.text(), r.raw(32), r.i64(), r.i32(), r.hash()
    price, awarded, delivered, payment, deviation, credits = (r.i64() for _ in range(6))
    statement, statement_proof = data[start : r.at], read_merkle_proof(r)
    record_bytes = r.bytes()
    record = struct.unpack(">qB?32s32s32sqi", record_bytes)
    siblings, other = r.list(Reader.hash), r.bool()
    headers, certificate = r.list(Header), read_votes(r)
    end = r.at
    require(r.end(r.hash()) == sha(data[:end]), "a byte was changed")
    if opening:
        require(env.signer == name and signatures.of(env, key), "the sealed bid's signature")
        sealed, env = read_sealed(env.payload), opening[0]
        opened = sealed[:4] == read_bid(env.payload)[:4] and sealed[4] == opening[1]
        require(opened, "the sealed bid is not opened")
    bid = read_bid(env.payload)
    require(env.type == BID and env.signer == name and signatures.of(env, key), "the bid's signature")
    require(bid[:3] == (name, bus, interval) and env.digest() == digest, "another bid")
    require(in_list(bid_proof, booked, entry[1]), "the bid is not in its book")
    require(record[:2] == (interval, SETTLED) and entry[0] == bus, "another interval")
    require(in_list(entry_proof, i32(entry[0]) + entry[1], record[3]), "the book is not there")
    require(in_list(statement_proof, statement, record[5]), "the statement is not there")
    if record[2]:
        require(awarded == payment == 0, "a void interval awards nothing")
    else:
        row_bytes = i32(row[0]) + i64(row[1]) + i64(row[2])
        require(in_list(row_proof, row_bytes, record[4]), "the price is not in the clearing")
        require(row[0] == bus and settlement_price(row[1]) == price, "another price")
        require(value(awarded, price) == payment, "another payment")
    root = headers[1].parent_state
    present = not other and in_state(siblings, b"interval/" + i64(interval), record_bytes, root)
    require(present, "the record is not in the state")
    check_headers(headers)
    for change in changes:
        validators = change.check(validators, signatures)
    check_commit(headers[-1:], certificate, validators, signatures, "quorum certificate")
    print(f"receipt of {name}, interval {interval}: {awarded} J at {price} micro-$/MWh,"
          f" {payment} micro-tokens, deviation {deviation}, {delivered} J delivered, {credits} credits")


# --- 11.1 Proofs of single facts -------------------------------------------------------------------


def check_proof(data, trusted, check):
    r, magic = Reader(data), b"wattmesh proof 1\n"
    require(r.raw(len(magic)) == magic, "the first line differs")
    validators = Validators(r)
    chain = chain_id(validators, r.hash())
    require(chain == trusted, "it is of another chain")
    signatures = Signatures(chain, validators.epoch, check)
    changes = r.list(EpochChange)
    headers, certificate = r.list(Header), read_votes(r)
    require(len(headers) >= 2, "there are too few headers")
    kind = r.u8()
    if kind == 3:
        start = r.at
        transaction, code, refused, named = r.hash(), r.u16(), r.i32(), r.hash()
        outcome, receipt = data[start : r.at], r.bytes() if r.bool() else None
        proof = read_merkle_proof(r)
        require(in_list(proof, outcome, headers[1].parent_outcomes), "the outcome is not there")
        found = ZERO if receipt is None else labelled("wattmesh/call-receipt", receipt)
        require(found == named, "another receipt")
        require(receipt is None or receipt[:32] == transaction, "a receipt of another transaction")
        shown = f"transaction {transaction.hex()}: {code}, {refused} refused, receipt {found.hex()}"
    else:
        require(kind in (1, 2), "an unknown kind")
        name = r.text() if kind == 1 else r.i64()
        key = b"account/" + name.encode() if kind == 1 else b"interval/" + i64(name)
        value = (read_account(r) if kind == 1 else r.bytes()) if r.bool() else None
        siblings = r.list(Reader.hash)
        other = (r.hash(), r.hash()) if r.bool() else None
        root = headers[1].parent_state
        if value is None:
            require(not_in_state(siblings, other, key, root), "it is not absent")
        else:
            if kind == 2:
                require(value[:8] == i64(name), "another interval's record")
            require(not other and in_state(siblings, key, value, root), "it is not in the state")
        shown = f"{key}: {value.hex() if value else 'absent'}"
    end = r.at
    require(r.end(r.hash()) == sha(data[:end]), "a byte was changed")
    check_headers(headers)
    for change in changes:
        validators = change.check(validators, signatures)
    check_commit(headers[-1:], certificate, validators, signatures, "quorum certificate")
    print(f"proof of block {headers[0].height}: {shown}")


def read_account(r):
    """An account's record: four numbers and the nonces of its calls."""
    numbers, count = r.raw(32), r.i32()
    if count not in (0, 5):
        raise Malformed("an account's nonces")
    return numbers + i32(count) + r.raw(8 * count)


def main(arguments):
    check = "--no-signatures" not in arguments
    folders = [a for a in arguments if not a.startswith("--")]
    if len(folders) != 1:
        sys.exit(__doc__)
    folder = Path(folders[0])
    step = "ledger"
    try:
        chain = audit(folder / "ledger", check)
        for path in sorted(folder.glob("receipts/*.receipt")):
            step = path.name
            check_receipt(path.read_bytes(), chain, check)
        for path in sorted(folder.glob("proofs/*.proof")):
            step = path.name
            check_proof(path.read_bytes(), chain, check)
    except (Failed, Malformed, struct.error) as e:
        print(f"INVALID: {step}: {e}", file=sys.stderr)
        sys.exit(4)


if __name__ == "__main__":
    main(sys.argv[1:])
