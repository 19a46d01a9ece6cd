import type { FinalsComparison } from '../client/same-finals.ts';
import type { Report } from '../report/report.ts';

/** What one client that does not read has in the end. */
export interface SlowReaderCase extends FinalsComparison {
  readonly name: string;
  /** True when the numbers of its messages have neither gap nor repetition. */
  readonly isInOrder: boolean;
  /** True when the server did with it what is due, and what that is. */
  readonly isAsDue: boolean;
  readonly due: string;
  readonly note: string;
}

/** Holds the clients to having everything. */
export function toSlowReaderReport(cases: readonly SlowReaderCase[], stallMs: number): Report {
  return {
    name: 'slow-reader',
    tables: [
      {
        title: `Finals of clients that do not read for ${stallMs / 1000} s, or ever, against those of one that reads`,
        header: ['client', 'finals due', 'the same', 'not so', 'in order', 'server did', 'as due', ''],
        rows: cases.map(({ name, expected, same, different, isInOrder, due, isAsDue, note }) => [
          name,
          expected,
          same,
          different,
          isInOrder ? 'yes' : 'NO',
          due,
          isAsDue ? 'yes' : 'NO',
          note,
        ]),
      },
    ],
    verdicts: cases.flatMap(({ name, expected, different, isInOrder, isAsDue }) => [
      { name: `${name}: finals that differ`, value: different, unit: '', limit: 0, isUpperLimit: true },
      { name: `${name}: finals compared`, value: expected, unit: '', limit: 1, isUpperLimit: false },
      {
        name: `${name}: faults of order or of the server`,
        value: (isInOrder ? 0 : 1) + (isAsDue ? 0 : 1),
        unit: '',
        limit: 0,
        isUpperLimit: true,
      },
    ]),
    remarks: [
      'The reference is the same audio over one connection that is read, alone, as fast as the server takes it; for the ' +
        'client that resumes with a gap at the same byte, which finalises an open segment. The last client reads nothing: ' +
        'its record is compared with what a reader of the same audio received.',
    ],
    details: { stallMs, cases },
  };
}
