import type { FormatName } from '@steno/protocol';
import type { Format } from '../session/core-message.ts';
import { transcriptFormat } from './transcript-format.ts';

/** The format of that name. */
export function formatOf(name: FormatName): Format {
  switch (name) {
    case 'transcript':
      return transcriptFormat;
  }
}
