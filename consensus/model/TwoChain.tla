------------------------------- MODULE TwoChain -------------------------------
(***************************************************************************)
(* Safety of Wattmesh's log: votes, timeouts, commits, and the one safety  *)
(* row of a validator that two incarnations of it may use at once.         *)
(*                                                                         *)
(* The protocol is the two-chain variant of HotStuff with timeout          *)
(* certificates (Jolteon, arXiv 2106.10362; DiemBFT v4). The names of the  *)
(* rules are those of consensus.safety.SafetyRules.                        *)
(*                                                                         *)
(* Four validators, one of which lies. The liar is not a process: it has   *)
(* signed whatever is asked of it, so a quorum (three of four) is two      *)
(* honest ones and the liar. Whoever proposes is an adversary: any block   *)
(* on a certified parent may exist, two a round. Messages are never lost   *)
(* here, but nobody has to act on one, which covers loss and delay.        *)
(*                                                                         *)
(* Left out: liveness, crypto, epochs, batches, the content of blocks.     *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS
  Honest,        \* the honest validators; three of them
  Doubled,       \* those that may run as two processes at once, each step by step; the others
                 \* decide, write and release in one step, which lets more rounds be looked at
  Rounds,        \* 1 .. the last round looked at
  OddVariants,   \* blocks that may compete within an odd round
  EvenVariants,  \* ... and within an even one, by other names: so the two are permuted apart
  \* Known bugs; all TRUE is the protocol.
  Contiguous,    \* commit only over consecutive rounds
  HighQcChecked, \* a block after a timeout rests on what its signers saw
  RowCompared,   \* the row's compare-and-set looks at the last voted round
  OwnerCompared, \* ... and at the incarnation
  NoVoteAfterTimeout,
  RowFirst       \* nothing is released before the row is written

Incarnations == {1, 2}
Genesis == <<0, "genesis">>
Variants(r) == IF r % 2 = 1 THEN OddVariants ELSE EvenVariants
BlockIds == UNION {{r} \X Variants(r) : r \in Rounds}

\* A timeout of the last round looked at justifies no block that is, and keeps its signer from
\* voting: without it there is more to go wrong, in far fewer states.
TimeoutRounds == {r \in Rounds : r + 1 \in Rounds}
NoBlock == <<0, "none">>

VARIABLES
  parent,   \* block id -> its parent's id, or NoBlock while there is no such block
  row,      \* validator -> its safety row
  memory,   \* validator, incarnation -> the row as that process believes it
  pending,  \* validator, incarnation -> what it wants to write and release
  votes,    \* validator -> blocks it has released a vote for
  timeouts  \* validator -> <<round, round of the highest certificate stated>> released

vars == <<parent, row, memory, pending, votes, timeouts>>

Nothing == [kind |-> "none"]

NobodysRow ==
  [owner |-> 0, voted |-> 0, lock |-> 0, timedOut |-> 0, lastVote |-> NoBlock]

InitialRow == [NobodysRow EXCEPT !.owner = 1]

Init ==
  /\ parent = [b \in BlockIds |-> NoBlock]
  /\ row = [i \in Honest |-> InitialRow]
  /\ memory = [i \in Honest |->
       [j \in Incarnations |-> IF j = 1 THEN InitialRow ELSE NobodysRow]]
  /\ pending = [i \in Honest |-> [j \in Incarnations |-> Nothing]]
  /\ votes = [i \in Honest |-> {}]
  /\ timeouts = [i \in Honest |-> {}]

-------------------------------------------------------------------------------
\* Certificates: the liar's signature and those of two honest validators.

Max(a, b) == IF a > b THEN a ELSE b

Certified(b) ==
  b = Genesis \/ (/\ b \in BlockIds
                  /\ parent[b] # NoBlock
                  /\ Cardinality({i \in Honest : b \in votes[i]}) >= 2)

\* A timeout certificate of a round none of whose signers states more than h.
TimeoutCertificate(r, h) ==
  Cardinality({i \in Honest : \E t \in timeouts[i] : t[1] = r /\ t[2] <= h}) >= 2

AnyTimeoutCertificate(r) ==
  Cardinality({i \in Honest : \E t \in timeouts[i] : t[1] = r}) >= 2

-------------------------------------------------------------------------------
\* Blocks. Anybody may make one on a certified parent; it begins to matter with its first vote.

MayStandOn(b, p) ==
  IF parent[b] = NoBlock THEN Certified(p) /\ p[1] < b[1] ELSE parent[b] = p

Standing(b, p) == [parent EXCEPT ![b] = p]

-------------------------------------------------------------------------------
\* Incarnations. A process claims the row, and only the newest owns it.

Claim(i, j) ==
  /\ i \in Doubled
  /\ row[i].owner < j
  /\ row' = [row EXCEPT ![i].owner = j]
  /\ memory' = [memory EXCEPT ![i][j] = [row[i] EXCEPT !.owner = j]]
  /\ UNCHANGED <<parent, pending, votes, timeouts>>

Runs(i, j) == memory[i][j].owner = j /\ pending[i][j] = Nothing

-------------------------------------------------------------------------------
\* Voting rules one to three.

Justified(b, p) ==
  \/ b[1] = p[1] + 1
  \/ IF HighQcChecked
       THEN TimeoutCertificate(b[1] - 1, p[1])
       ELSE AnyTimeoutCertificate(b[1] - 1)

MayVote(known, b, p) ==
  /\ MayStandOn(b, p)
  /\ b[1] > (IF NoVoteAfterTimeout THEN known.voted ELSE known.lastVote[1])
  /\ Justified(b, p)

Vote(known, b, p) ==
  [kind |-> "vote", block |-> b, round |-> b[1], lock |-> Max(known.lock, p[1])]

\* The timeout rule. Entered by a timeout certificate, it states the lock's certificate, the
\* lowest that it may; entered by a certificate on the round before, that one.
MayTimeOut(known, r, h) ==
  /\ r >= known.voted
  /\ r > known.timedOut
  /\ h >= known.lock
  /\ \/ h = r - 1 /\ (h = 0 \/ \E v \in Variants(h) : Certified(<<h, v>>))
     \/ h = known.lock /\ r > 1 /\ AnyTimeoutCertificate(r - 1)

Timeout(known, r, h) == [kind |-> "timeout", round |-> r, seen |-> h, lock |-> known.lock]

-------------------------------------------------------------------------------
\* The compare-and-set on the row, and the release of what it allows.

Owns(i, j) == ~OwnerCompared \/ row[i].owner = j

Applies(i, j, w) ==
  /\ Owns(i, j)
  /\ IF w.kind = "vote"
       THEN ~RowCompared \/ row[i].voted < w.round \/ (~NoVoteAfterTimeout /\ row[i].lastVote[1] < w.round)
       ELSE ~RowCompared \/ (row[i].voted <= w.round /\ row[i].lock <= w.seen)

Written(i, w) ==
  IF w.kind = "vote"
    THEN [row[i] EXCEPT !.voted = Max(@, w.round), !.lock = w.lock, !.lastVote = w.block]
    ELSE [row[i] EXCEPT !.voted = Max(@, w.round), !.timedOut = Max(@, w.round)]

Release(i, w) ==
  IF w.kind = "vote"
    THEN /\ votes' = [votes EXCEPT ![i] = @ \cup {w.block}]
         /\ UNCHANGED timeouts
    ELSE /\ timeouts' = [timeouts EXCEPT ![i] = @ \cup {<<w.round, w.seen>>}]
         /\ UNCHANGED votes

Decide(i, j, w) ==
  /\ i \in Doubled
  /\ pending' = [pending EXCEPT ![i][j] = w]
  /\ UNCHANGED <<row, memory, votes, timeouts>>

DecideWriteAndRelease(i, j, w) ==
  /\ i \notin Doubled
  /\ Applies(i, j, w)
  /\ row' = [row EXCEPT ![i] = Written(i, w)]
  /\ memory' = [memory EXCEPT ![i][j] = Written(i, w)]
  /\ Release(i, w)
  /\ UNCHANGED pending

WantVote(i, j, b, p) ==
  /\ Runs(i, j)
  /\ MayVote(memory[i][j], b, p)
  /\ parent' = Standing(b, p)
  /\ LET w == Vote(memory[i][j], b, p) IN Decide(i, j, w) \/ DecideWriteAndRelease(i, j, w)

WantTimeout(i, j, r, h) ==
  /\ Runs(i, j)
  /\ MayTimeOut(memory[i][j], r, h)
  /\ LET w == Timeout(memory[i][j], r, h) IN Decide(i, j, w) \/ DecideWriteAndRelease(i, j, w)
  /\ UNCHANGED parent

\* Applied. Whether the process hears of it now, or reads the row back after an unknown outcome,
\* is the same to the row; a process that dies in between is one that does nothing any more.
Write(i, j) ==
  LET w == pending[i][j] IN
  /\ w.kind \in {"vote", "timeout"}
  /\ Applies(i, j, w)
  /\ row' = [row EXCEPT ![i] = Written(i, w)]
  /\ \/ /\ Release(i, w)
        /\ memory' = [memory EXCEPT ![i][j] = [Written(i, w) EXCEPT !.owner = j]]
        /\ pending' = [pending EXCEPT ![i][j] = Nothing]
     \/ \* The answer is lost: nothing is released until the row is read back.
        /\ pending' = [pending EXCEPT ![i][j] = [kind |-> "unknown", of |-> w]]
        /\ UNCHANGED <<memory, votes, timeouts>>
  /\ UNCHANGED parent

HoldsExactly(i, w) ==
  IF w.kind = "vote" THEN row[i].lastVote = w.block /\ row[i].voted = w.round
                     ELSE row[i].timedOut = w.round /\ row[i].voted = w.round

ReadBack(i, j) ==
  /\ pending[i][j].kind = "unknown"
  /\ pending' = [pending EXCEPT ![i][j] = Nothing]
  /\ IF row[i].owner = j
       THEN /\ memory' = [memory EXCEPT ![i][j] = row[i]]
            /\ IF HoldsExactly(i, pending[i][j].of)
                 THEN Release(i, pending[i][j].of)
                 ELSE UNCHANGED <<votes, timeouts>>
       ELSE \* Another incarnation owns the row: stop for good.
            /\ memory' = [memory EXCEPT ![i][j] = NobodysRow]
            /\ UNCHANGED <<votes, timeouts>>
  /\ UNCHANGED <<parent, row>>

\* Not applied: another incarnation owns the row, or it has moved on. Read it again, or stop.
Refused(i, j) ==
  /\ pending[i][j].kind \in {"vote", "timeout"}
  /\ ~Applies(i, j, pending[i][j])
  /\ pending' = [pending EXCEPT ![i][j] = Nothing]
  /\ memory' = [memory EXCEPT ![i][j] = IF row[i].owner = j THEN row[i] ELSE NobodysRow]
  /\ UNCHANGED <<parent, row, votes, timeouts>>

\* Asked again, the owner releases the stored vote of a round that it has not timed out of.
Repeat(i, j) ==
  /\ Runs(i, j)
  /\ memory[i][j].lastVote # NoBlock
  /\ memory[i][j].lastVote[1] = memory[i][j].voted
  /\ memory[i][j].lastVote[1] > memory[i][j].timedOut
  /\ votes' = [votes EXCEPT ![i] = @ \cup {memory[i][j].lastVote}]
  /\ UNCHANGED <<parent, row, memory, pending, timeouts>>

\* A bug: what was signed leaves before the row is written, and the process dies.
LeaksEarly(i, j) ==
  /\ ~RowFirst
  /\ pending[i][j].kind \in {"vote", "timeout"}
  /\ Release(i, pending[i][j])
  /\ pending' = [pending EXCEPT ![i][j] = Nothing]
  /\ UNCHANGED <<parent, row, memory>>

-------------------------------------------------------------------------------
Step(i, j) ==
  \/ Claim(i, j)
  \/ \E b \in BlockIds, p \in BlockIds \cup {Genesis} : WantVote(i, j, b, p)
  \/ \E r \in TimeoutRounds : \E h \in {memory[i][j].lock, r - 1} : WantTimeout(i, j, r, h)
  \/ Write(i, j)
  \/ ReadBack(i, j)
  \/ Refused(i, j)
  \/ Repeat(i, j)
  \/ LeaksEarly(i, j)

Next == \E i \in Honest, j \in Incarnations : Step(i, j)

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------
\* What must hold.

\* b is committed if a certified child stands in the round right after it.
CommittedBy(b, c) ==
  /\ c \in BlockIds /\ Certified(c) /\ parent[c] = b
  /\ ~Contiguous \/ c[1] = b[1] + 1

Committed(b) == \E c \in BlockIds : CommittedBy(b, c)

RECURSIVE Extends(_, _)
Extends(b, a) ==
  \/ a = b
  \/ b \in BlockIds /\ parent[b] # NoBlock /\ Extends(parent[b], a)

\* No two committed blocks stand on different branches.
Agreement ==
  \A a, b \in BlockIds :
    (Committed(a) /\ Committed(b)) => (Extends(a, b) \/ Extends(b, a))

\* A validator releases one vote a round, whatever its incarnations do.
OneVoteARound ==
  \A i \in Honest : \A a, b \in votes[i] : a[1] = b[1] => a = b

\* So at most one block a round is certified.
OneCertificateARound ==
  \A a, b \in BlockIds : (Certified(a) /\ Certified(b) /\ a[1] = b[1]) => a = b

\* For models without doubled validators: nobody steps in a round below one in which somebody has
\* stepped. No behaviour is lost. What a step of round r rests on, certificates of lower rounds and
\* their blocks' parents, comes of steps of lower rounds and stays; a validator's own rounds rise
\* anyway; so the steps of any behaviour can be put in the order of their rounds, and lead to the
\* same votes and timeouts.
RoundsInOrder ==
  \A i, k \in Honest : row'[i] # row[i] => row'[i].voted >= row[k].voted

\* Only to search for bugs that need four rounds: a round begins once the last one is certified,
\* and no more than a quorum votes for a block or times out of a round.
QuorumByQuorum ==
  /\ RoundsInOrder
  /\ \A i \in Honest : row'[i] # row[i] =>
       \A r \in Rounds : r < row'[i].voted => \E v \in Variants(r) : Certified(<<r, v>>)
  /\ \A b \in BlockIds : Cardinality({i \in Honest : b \in votes'[i]}) <= 2
  /\ \A r \in Rounds : Cardinality({i \in Honest : \E t \in timeouts'[i] : t[1] = r}) <= 2

\* The row only grows; as a step property.
RowGrows ==
  [][\A i \in Honest :
       /\ row'[i].voted >= row[i].voted
       /\ row'[i].lock >= row[i].lock
       /\ row'[i].timedOut >= row[i].timedOut
       /\ row'[i].owner >= row[i].owner]_vars

\* Honest validators are alike, and so are the blocks of a round.
Alike ==
  Permutations(Honest \ Doubled) \cup Permutations(Doubled)
    \cup Permutations(OddVariants) \cup Permutations(EvenVariants)
===============================================================================
