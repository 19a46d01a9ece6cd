import type { AudioPorts } from '../audio/open-input.ts';
import type { Screen } from '../terminal/screen.ts';

/** What the commands have of the process they run in. */
export interface CommandContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdin: AudioPorts['stdin'];
  readonly out: Screen;
  readonly err: Screen;
  /** Aborts on the first SIGINT or SIGTERM, with its name as the reason: the command ends cleanly then. */
  readonly signal: AbortSignal;
  /** Aborts on the second signal: the command ends at once, but loses nothing that is final. */
  readonly hurry: AbortSignal;
  /** Calls back at each SIGHUP, where that is an order and not the end of a terminal; else never. */
  readonly onHangUp: (listener: () => void) => void;
  /** Says that a signal is how the command is meant to end: then it has not failed. */
  readonly expectInterrupt: () => void;
}
