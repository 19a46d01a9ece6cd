import type { RecognitionHost } from '@steno/recognition';
import {
  createLog,
  type KeyStore,
  openKeyStore,
  openRecordStore,
  parseConfiguration,
  type RecordStore,
  type RunningServer,
  type ServerParts,
  type SettingName,
  startServer,
} from '@steno/server';
import { ScriptedHost } from './scripted-host.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';
import { connect, type TestClient, type TestClientOptions, tryToConnect } from './test-client.ts';

/** How a test server is started. */
export interface TestServerOptions<Host extends RecognitionHost> {
  /** Stays the caller's. */
  readonly recognition: Host;
  /** Settings by name, as their flags would be written. The port is 0 unless given. */
  readonly settings?: Readonly<Partial<Record<SettingName, string>>>;
  /** Default: that of the built package. The server's own tests give the one of its sources. */
  readonly start?: (parts: ServerParts) => Promise<RunningServer>;
  /** Default: that of the settings, in the data directory. Closed with the server. */
  readonly store?: RecordStore;
}

/** A real server on a port of its own, with an API key. */
export interface TestServer<Host extends RecognitionHost = RecognitionHost> {
  readonly server: RunningServer;
  readonly recognition: Host;
  readonly keys: KeyStore;
  /** A usable API key. */
  readonly key: string;
  readonly url: string;
  /** Its data directory, absolute; it holds the keys. */
  readonly dataDir: string;
  /** Lines of the log, each one JSON object. */
  readonly logLines: readonly string[];
  /** Connects with the key, and waits for `listening`. */
  connect(options?: Partial<TestClientOptions>): Promise<TestClient>;
  /** Connects with the key unless the options name another; tells a refusal. */
  tryToConnect(options?: Partial<TestClientOptions>): ReturnType<typeof tryToConnect>;
  /** Ends the server and removes its data; the recognition host stays the caller's. */
  close(): Promise<void>;
}

/** Starts a server over a recognition host; the caller closes it. */
export async function startTestServer<Host extends RecognitionHost>(
  options: TestServerOptions<Host>,
): Promise<TestServer<Host>> {
  const directory = await makeTemporaryDirectory();
  const configuration = parseConfiguration({
    flags: { host: '127.0.0.1', port: '0', dataDir: directory.path, ...options.settings },
    environment: {},
  });
  const keys = openKeyStore(directory.path);
  const { key } = await keys.create({ name: 'test' });
  const logLines: string[] = [];
  const log = createLog('debug', { write: (line) => void logLines.push(line) });
  const { recognition } = options;
  const { dataDir, retentionMs, usageRetentionDays } = configuration;
  const store =
    options.store ?? (await openRecordStore({ dataDir, retentionMs, usageRetentionDays, onProblem: () => undefined }));
  const server = await (options.start ?? startServer)({ configuration, recognition, keys, store, log });
  return {
    server,
    recognition,
    keys,
    key,
    url: server.url,
    dataDir: directory.path,
    logLines,
    connect: (given) => connect({ url: server.url, key, ...given }),
    tryToConnect: (given) => tryToConnect({ url: server.url, key, ...given }),
    close: async () => {
      await server.close();
      await store.close();
      await directory.remove();
    },
  };
}

/** Starts a server over a {@link ScriptedHost}; the caller closes it. */
export function startScriptedServer(
  options: Partial<TestServerOptions<ScriptedHost>> = {},
): Promise<TestServer<ScriptedHost>> {
  return startTestServer({ ...options, recognition: options.recognition ?? new ScriptedHost() });
}
