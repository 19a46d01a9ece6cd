import type { FormatName } from '@steno/protocol';
import type { Format } from '../session/core-message.ts';
import { transcriptFormat } from './transcript-format.ts';

/** The formats by the name a client asks for. */
export const formats: Readonly<Record<FormatName, Format>> = { transcript: transcriptFormat };
