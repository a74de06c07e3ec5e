// What every section gets: the document to make elements with, the run, and the colours of its participants.
import type { Colours } from '../page/colours.ts';
import type { RunRecord } from '../read/read-run.ts';

export interface ReportPage {
  readonly document: Document;
  readonly run: RunRecord;
  readonly colours: Colours;
}

/** The elements of one section, in order; none where the run has nothing to show there. */
export type Section = (page: ReportPage) => readonly HTMLElement[];
