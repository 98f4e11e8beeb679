----------------------------- MODULE RoundByRound -----------------------------
(***************************************************************************)
(* The same protocol as TwoChain, with single processes, a whole round at  *)
(* a time: far fewer states, so that more rounds are looked at to the end. *)
(*                                                                         *)
(* Why this loses nothing of TwoChain without Doubled:                     *)
(* - What a step of round r rests on, its own validator's row, blocks'     *)
(*   parents and certificates of lower rounds, comes of steps of lower     *)
(*   rounds and stays. So the steps of any behaviour can be put in the     *)
(*   order of their rounds, and those of one round in the order of their   *)
(*   validators: each acts once a round, does nothing, votes, times out,   *)
(*   or votes and then times out.                                          *)
(* - Each validator votes once a round, so two honest votes of three are   *)
(*   for one block at most: a certified block is known by its round.       *)
(* - Of a round that is over there matters what was certified in it and on *)
(*   which parent, the lock of each validator, and for the next round the  *)
(*   least highest certificate that a timeout certificate can state. Names *)
(*   of validators do not matter, so their locks are kept in rising order. *)
(*                                                                         *)
(* Here any number of blocks may compete in a round, and a timeout may     *)
(* state any certificate that it may, not just the lowest.                 *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences, TLC

CONSTANTS
  Last,          \* the last round looked at
  \* Known bugs; all TRUE is the protocol.
  Contiguous,    \* commit only over consecutive rounds
  HighQcChecked, \* a block after a timeout rests on what its signers saw
  NoVoteAfterTimeout

VARIABLES
  round,    \* the round under way
  parent,   \* round of a certified block -> that of its parent
  tc,       \* of the last round: the least that a timeout certificate can state; empty if none is
  waiting,  \* the locks of the honest validators that have not acted in this round, rising
  acted,    \* ... and of those that have
  once,     \* parents of blocks that one of them has voted for in this round
  twice,    \* ... that two or three have
  seen      \* what their timeouts state: the least two

vars == <<round, parent, tc, waiting, acted, once, twice, seen>>

Init ==
  /\ round = 1
  /\ parent = [r \in {} |-> 0]
  /\ tc = {}
  /\ waiting = <<0, 0, 0>>
  /\ acted = <<>>
  /\ once = {}
  /\ twice = {}
  /\ seen = <<>>

\* Genesis is the block of round 0.
Certified == DOMAIN parent \cup {0}

Max(a, b) == IF a > b THEN a ELSE b

\* Into a rising sequence.
Put(s, x) ==
  LET below == Cardinality({k \in DOMAIN s : s[k] <= x})
  IN SubSeq(s, 1, below) \o <<x>> \o SubSeq(s, below + 1, Len(s))

LeastTwo(s) == IF Len(s) > 2 THEN SubSeq(s, 1, 2) ELSE s

-------------------------------------------------------------------------------
Justified(p) ==
  \/ p = round - 1
  \/ IF HighQcChecked THEN \E h \in tc : h <= p ELSE tc # {}

MayTimeOut(lock, h) ==
  /\ h >= lock
  /\ h = round - 1 \/ tc # {}

\* A validator acts: one vote or none, and one timeout or none.
Act(lock, vote, timeout) ==
  LET after == IF vote = {} THEN lock ELSE Max(lock, CHOOSE p \in vote : TRUE) IN
  /\ \A p \in vote : Justified(p)
  /\ \A h \in timeout :
       MayTimeOut(after, h) \/ (~NoVoteAfterTimeout /\ MayTimeOut(lock, h))
  /\ acted' = Put(acted, after)
  /\ once' = once \cup vote
  /\ twice' = twice \cup (once \cap vote)
  /\ seen' = IF timeout = {} THEN seen ELSE LeastTwo(Put(seen, CHOOSE h \in timeout : TRUE))

AtMostOne == {{}} \cup {{p} : p \in Certified}

ValidatorActs ==
  /\ waiting # <<>>
  /\ \E vote, timeout \in AtMostOne : Act(Head(waiting), vote, timeout)
  /\ waiting' = Tail(waiting)
  /\ UNCHANGED <<round, parent, tc>>

\* Votes for blocks on one parent may be for one block or for several.
RoundEnds ==
  /\ waiting = <<>>
  /\ round < Last
  /\ \/ UNCHANGED parent
     \/ \E p \in twice : parent' = (round :> p) @@ parent
  /\ round' = round + 1
  /\ tc' = IF Len(seen) = 2 THEN {seen[2]} ELSE {}
  /\ waiting' = acted
  /\ acted' = <<>>
  /\ once' = {}
  /\ twice' = {}
  /\ seen' = <<>>

Next == ValidatorActs \/ RoundEnds

Spec == Init /\ [][Next]_vars

-------------------------------------------------------------------------------
Committed ==
  {p \in Certified : \E c \in DOMAIN parent : parent[c] = p /\ (~Contiguous \/ c = p + 1)}

RECURSIVE Extends(_, _)
Extends(b, a) == b = a \/ (b \in DOMAIN parent /\ Extends(parent[b], a))

\* No two committed blocks stand on different branches.
Agreement == \A a, b \in Committed : Extends(a, b) \/ Extends(b, a)
===============================================================================
