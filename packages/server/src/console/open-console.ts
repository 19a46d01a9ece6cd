import type { HttpRoutes } from '../gateway/http-answer.ts';
import type { Log } from '../log.ts';
import { type ConsoleFiles, ConsoleFilesError, readConsoleFiles } from './console-files.ts';
import { type ConsoleDoor, ConsoleRoute } from './console-route.ts';

/** What a console is opened with. */
export interface ConsoleParts extends Pick<ConsoleDoor, 'version' | 'ports'> {
  /** Where its built files are; undefined where nobody knows of any. */
  readonly directory: string | undefined;
  readonly log: Pick<Log, 'warn'>;
}

/** The console at the doors of a server: the same files, which are told where they were loaded from. */
export interface Console {
  readonly ofClients: HttpRoutes;
  readonly ofAdmin: HttpRoutes;
}

/** Reads the files of the console once, into memory. Where they cannot be read, its page says how to build it. */
export async function openConsole({ directory, log, ...door }: ConsoleParts): Promise<Console> {
  const files = directory === undefined ? undefined : await filesIn(directory, log);
  return {
    ofClients: new ConsoleRoute(files, { ...door, door: 'clients' }),
    ofAdmin: new ConsoleRoute(files, { ...door, door: 'admin' }),
  };
}

async function filesIn(directory: string, log: Pick<Log, 'warn'>): Promise<ConsoleFiles | undefined> {
  try {
    return await readConsoleFiles(directory);
  } catch (error) {
    // The server is there for sessions: it serves them without its page, too.
    const isOfSystem = error instanceof Error && 'code' in error;
    if (!(error instanceof ConsoleFilesError) && !isOfSystem) throw error;
    log.warn({ reason: error.message }, 'console not served');
    return undefined;
  }
}
