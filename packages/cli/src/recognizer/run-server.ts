import { type InstalledModel, LocalHost, RecognitionError, type WorkerEvent } from '@steno/recognition';
import {
  type Configuration,
  type ControlListener,
  createLog,
  type KeyStore,
  type Log,
  openControlListener,
  openKeyStore,
  openRecordStore,
  type RecordStore,
  RecordStoreError,
  type RunningServer,
  startServer,
} from '@steno/server';
import { CliError } from '../cli-error.ts';
import { consoleDirectory } from '../system/console-directory.ts';

/** A server with its recognizers. */
export interface LocalServer {
  readonly server: RunningServer;
  /** BCP-47 tags served, the preferred first. */
  readonly languages: readonly string[];
  /** The models in use. */
  readonly modelIds: readonly string[];
  /** The model that hears segments of a served language again for `quality`; undefined when there is none. */
  secondModelId(language: string): string | undefined;
  readonly keys: KeyStore;
  /**
   * Finalises sessions, ends listening and worker processes, and stores what is final. Idempotent.
   *
   * @param hurry - once it aborts, sessions are not finalised but ended; what is final is stored all the same.
   */
  close(hurry?: AbortSignal): Promise<void>;
}

/**
 * Starts the recognizers in processes of their own and the server in this one.
 *
 * @param models - at least one.
 * @throws CliError (as a rejection) `no_recognizer` when a model cannot be loaded, `address` when the server cannot listen;
 *   KeyStoreError when the keys cannot be read.
 */
export async function runServer(configuration: Configuration, models: readonly InstalledModel[]): Promise<LocalServer> {
  const log = createLog(configuration.logLevel);
  const keys = openKeyStore(configuration.dataDir, {
    onProblem: (error) => {
      log.error({ code: error.code }, 'keys not reloaded');
    },
  });
  const recognition = new LocalHost({
    models,
    workersPerModel: configuration.workers,
    workerTimeoutMs: configuration.workerTimeoutMs,
    maxReplayMs: configuration.maxReplayMs,
    secondPassWorkers: configuration.secondPassWorkers,
    secondPassTimeoutMs: configuration.secondPassTimeoutMs,
    modelIdleMs: configuration.modelIdleMs,
    minFreeMemoryBytes: configuration.minFreeMemoryMb * 1024 ** 2,
    ...(configuration.defaultLanguage === undefined ? {} : { preloadLanguage: configuration.defaultLanguage }),
    onListenerFault: (error) => {
      log.error({ err: error }, 'session failed');
    },
    onWorkerEvent: (event) => {
      logWorkerEvent(log, event);
    },
  });
  let store: RecordStore | undefined;
  try {
    store = await openStore(configuration, log);
    await recognition.start();
    const server = await startServer({
      configuration,
      recognition,
      keys,
      store,
      log,
      consoleDirectory: consoleDirectory(),
    });
    const control = await openControl(configuration, server, log);
    const opened = store;
    return {
      server,
      keys,
      languages: recognition.languages,
      modelIds: recognition.modelIds,
      secondModelId: (language) => recognition.service(language)?.secondModelId,
      close: async (hurry) => {
        await endServer(server, hurry);
        await control?.close();
        await recognition.close();
        // Last: what was final on the way to the end is in it.
        await opened.close();
      },
    };
  } catch (error) {
    await recognition.close();
    await store?.close();
    throw explain(error, configuration);
  }
}

/** True when the error says that another server keeps its records in the data directory. */
export function isRecordsInUse(error: unknown): boolean {
  return error instanceof CliError && codeOf(error.cause) === 'store_in_use';
}

async function endServer(server: RunningServer, hurry: AbortSignal | undefined): Promise<void> {
  const abort = (): void => void server.abort();
  if (hurry?.aborted === true) abort();
  hurry?.addEventListener('abort', abort);
  try {
    await server.close();
  } finally {
    hurry?.removeEventListener('abort', abort);
  }
}

function openStore({ dataDir, retentionMs, usageRetentionDays }: Configuration, log: Log): Promise<RecordStore> {
  return openRecordStore({
    dataDir,
    retentionMs,
    usageRetentionDays,
    onProblem: (error) => {
      log.error({ code: error.code, reason: error.message }, 'records not stored');
    },
    onRecovered: (sessions) => {
      if (sessions > 0) log.warn({ sessions }, 'sessions interrupted by the end of the server before');
    },
  });
}

/** Without it the server works; only orders from the command line do not reach it. */
async function openControl(
  { dataDir, drainTimeoutMs }: Configuration,
  server: RunningServer,
  log: Log,
): Promise<ControlListener | undefined> {
  try {
    return await openControlListener({ dataDir, target: server, now: Date.now, drainTimeoutMs });
  } catch (error) {
    log.warn({ reason: codeOf(error) }, 'control socket not open');
    return undefined;
  }
}

/** The port of which the error says that somebody listens there already; undefined when it says something else. */
export function takenPort(error: unknown): number | undefined {
  return error instanceof CliError && codeOf(error.cause) === 'EADDRINUSE' ? portOf(error.cause) : undefined;
}

function logWorkerEvent(log: Log, event: WorkerEvent): void {
  const { type, ...facts } = event;
  const phrase = type.replaceAll('_', ' ');
  switch (type) {
    case 'worker_started':
    case 'model_loading':
    case 'model_unloaded':
      log.info(facts, phrase);
      break;
    case 'model_given_up':
    case 'model_load_failed':
      log.error(facts, phrase);
      break;
    default:
      log.warn(facts, phrase);
  }
}

/** The listener that an error of the system is about, with the flags that choose another address. */
function listenerOf(
  error: unknown,
  { host, port, adminHost, adminPort, metricsHost, metricsPort }: Configuration,
): {
  readonly host: string;
  readonly port: number;
  readonly flags: { readonly host: string; readonly port: string };
} {
  const failed = portOf(error);
  if (metricsPort !== 0 && failed === metricsPort) {
    return { host: metricsHost, port: metricsPort, flags: { host: '--metrics-host', port: '--metrics-port' } };
  }
  if (adminPort !== undefined && failed === adminPort) {
    return { host: adminHost, port: adminPort, flags: { host: '--admin-host', port: '--admin-port' } };
  }
  return { host, port: failed ?? port, flags: { host: '--host', port: '--port' } };
}

function explain(error: unknown, configuration: Configuration): unknown {
  const { host, port, flags } = listenerOf(error, configuration);
  if (error instanceof RecordStoreError) return new CliError('records', error.message, error);
  if (error instanceof RecognitionError) {
    return new CliError('no_recognizer', `The recognizer does not start: ${error.message}.`, error);
  }
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new CliError('address', `Port ${port} of ${host} is in use; choose another with ${flags.port}.`, error);
    case 'EACCES':
      return new CliError(
        'address',
        `This user may not listen on port ${port}; choose one above 1023 with ${flags.port}.`,
        error,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new CliError(
        'address',
        `${host} is no address of this machine; choose another with ${flags.host}.`,
        error,
      );
    default:
      return error;
  }
}

/** Which of the ports that a server can have it is about. */
function portOf(error: unknown): number | undefined {
  return error instanceof Error && 'port' in error && typeof error.port === 'number' ? error.port : undefined;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
