// What is kept of several students that were trained together.
import type { StageOutcome, StrategyContext, StrategyResult, TeacherRef } from '@retort/kernel';
import { membersOf, type Peer, type Peers } from './students.ts';

/**
 * The student of the greatest accuracy among those of the first one's network, where outcomes are judged on validation samples; else
 * the first. Also measured: the others, by their slots, and `ensemble`, the mean of all students' probabilities.
 */
export function keepBest({ name }: StrategyContext, peers: Peers, { judged, learners }: StageOutcome): StrategyResult {
  const model = JSON.stringify(peers[0].model);
  const accuracy = (peer: Peer): number => learners[peer.name]!.accuracy!;
  const alike = peers.filter((peer) => JSON.stringify(peer.model) === model);
  const kept = judged === 'validation' ? alike.reduce((best, peer) => (accuracy(peer) > accuracy(best) ? peer : best)) : peers[0];
  const refOf = ({ slot }: Peer): TeacherRef => ({ kind: 'slot', slot });
  const others = peers.filter((peer) => peer !== kept).map((peer) => [peer.slot, refOf(peer)] as const);
  const ensemble: TeacherRef = { kind: 'committee', members: membersOf(peers, refOf), merge: { space: 'probability', weights: 'fixed' } };
  return { slot: kept.slot, also: { ...Object.fromEntries(others), [name('ensemble')]: ensemble } };
}
