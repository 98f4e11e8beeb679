"""Replays a folder's *.history files with the independent verifier, whose path comes first.

Each has a genesis and blocks: a time, transactions, the roots of state and outcomes after them.
Their signatures are the signers' public keys, filled up with zeros, as the tests that wrote them
sign.
"""

import importlib.util
import sys
from pathlib import Path


def main(script, folder):
    spec = importlib.util.spec_from_file_location("verifier", script)
    verifier = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(verifier)

    class Tags(verifier.Signatures):
        def hold(self, key, kind, signer, payload, signature, epoch=None):
            return signature == key + bytes(32)

    blocks = 0
    files = sorted(Path(folder).glob("*.history"))
    for file in files:
        r = verifier.Reader(file.read_bytes())
        genesis = verifier.Genesis(r.bytes())
        ledger = verifier.Ledger(genesis, Tags(genesis.chain, genesis.validators.epoch))
        for k in range(r.i32()):
            millis, transactions = r.i64(), r.list(verifier.Reader.bytes)
            outcomes = verifier.tree_root(ledger.execute(millis, transactions))
            ledger.check_conservation(f"{file.name} block {k}")
            root = verifier.state_root(ledger.state)
            verifier.require(root == r.hash(), f"{file.name} block {k}: another state root")
            verifier.require(outcomes == r.hash(), f"{file.name} block {k}: other outcomes")
            blocks += 1
        r.end(None)
    print(f"{blocks} blocks of {len(files)} histories")


if __name__ == "__main__":
    main(*sys.argv[1:])
