import type { EvidenceState } from '../ports/catalogue.js';

/** States that a decision starts from: whoever erred takes a decision back by the other one, an assignment by rejecting it. */
export const DECIDED_FROM: Readonly<Record<'accepted' | 'rejected', readonly EvidenceState[]>> = {
  accepted: ['suggested', 'rejected'],
  rejected: ['suggested', 'accepted', 'assigned'],
};
