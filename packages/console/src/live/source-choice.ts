import type { TranscribeOptions } from '@steno/client/browser';
import type { SessionChoice } from '../shell/session-choice.ts';
import type { SourceKind } from '../store/stored-session.ts';
import { type InspectedFile, openFile } from './file-source.ts';
import type { Pace } from './pace.ts';
import { openMicrophone, openTab } from './stream-source.ts';
import type { BeginOptions } from './studio.ts';

/** What the user has chosen to transcribe, and how. */
export interface SourceChoice {
  readonly kind: SourceKind;
  /** Empty for the default microphone. */
  readonly deviceId: string;
  readonly file: InspectedFile | undefined;
  readonly pace: Pace;
}

/** What is chosen before anybody has. */
export const firstChoice: SourceChoice = {
  kind: 'microphone',
  deviceId: '',
  file: undefined,
  pace: 'fast',
};

/** How a session of these choices begins; undefined while there is no file to begin with. */
export function beginOptions(
  { kind, deviceId, file, pace }: SourceChoice,
  { language, ...wanted }: SessionChoice,
): BeginOptions | undefined {
  const options: TranscribeOptions = { ...wanted, ...(language === '' ? {} : { language }) };
  switch (kind) {
    case 'microphone':
      return { name: '', open: (signal) => openMicrophone({ deviceId, signal }), options };
    case 'tab':
      return { name: '', open: (signal) => openTab({ signal }), options };
    case 'file':
      if (file === undefined) return undefined;
      return { name: file.file.name, open: (signal) => openFile(file, { pace, signal }), options };
  }
}
