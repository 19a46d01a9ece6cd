import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryDirectory } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigurationError } from '../../src/config/configuration-error.ts';
import type { Configuration } from '../../src/config/configuration.ts';
import { effectiveSettings } from '../../src/config/effective-settings.ts';
import { loadConfigurationSources, type SourceOptions } from '../../src/config/load-sources.ts';
import { parseConfiguration } from '../../src/config/parse-configuration.ts';

/** Writes a file; gives its path. */
async function fileWith(text: string, name = 'steno.json'): Promise<string> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  const path = join(directory.path, name);
  await writeFile(path, text);
  return path;
}

function load(options: Partial<SourceOptions>): Configuration {
  return parseConfiguration(loadConfigurationSources({ environment: {}, ...options }));
}

function messageOf(options: Partial<SourceOptions>): string {
  try {
    load(options);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('a configuration file', () => {
  it('comes after the environment, and the environment after flags', async () => {
    const configPath = await fileWith('{"port": 1001, "host": "file.example", "workers": "3"}');
    const environment = { STENO_PORT: '1002', STENO_HOST: 'environment.example' };
    const configuration = load({ configPath, environment, flags: { port: '1003' } });
    expect(configuration).toMatchObject({ port: 1003, host: 'environment.example', workers: 3 });
  });

  it('is the one of --config where STENO_CONFIG names another', async () => {
    const [ofFlag, ofVariable] = [await fileWith('{"port": 1001}'), await fileWith('{"port": 1002}')];
    expect(load({ environment: { STENO_CONFIG: ofVariable } }).port).toBe(1002);
    expect(load({ configPath: ofFlag, environment: { STENO_CONFIG: ofVariable } }).port).toBe(1001);
  });

  it('may begin with a byte order mark', async () => {
    expect(load({ configPath: await fileWith('\u{feff}{"port": 1001}') }).port).toBe(1001);
  });

  it('has numbers, truth values and lists as JSON has them', async () => {
    const text = JSON.stringify({
      admissionLoadRatio: 0.5,
      allowKeyInStart: true,
      allowedOrigins: ['https://a.example', 'https://b.example'],
    });
    expect(load({ configPath: await fileWith(text) })).toMatchObject({
      admissionLoadRatio: 0.5,
      allowKeyInStart: true,
      allowedOrigins: ['https://a.example', 'https://b.example'],
    });
  });

  it('has paths that start from its own folder', async () => {
    const configPath = await fileWith('{"dataDir": "data", "modelsDir": ["models", "/more"]}');
    const folder = join(configPath, '..');
    const { dataDir, modelsDir } = load({ configPath });
    expect([dataDir, modelsDir]).toEqual([join(folder, 'data'), `${join(folder, 'models')}:/more`]);
  });

  it.each([
    ['{"port": "eighty"}', 'port in FILE is "eighty"; it must be a whole number from 0 to 65535.'],
    ['{"port": 1.5}', 'port in FILE is "1.5"; it must be a whole number from 0 to 65535.'],
    ['{"port": null}', 'port in FILE is null; it must be a whole number from 0 to 65535.'],
    ['{"port": [1]}', 'port in FILE is a list; it must be a whole number from 0 to 65535.'],
    ['{"port": {}}', 'port in FILE is an object; it must be a whole number from 0 to 65535.'],
    ['{"prot": 1}', '"prot" in FILE is no setting; did you mean port?'],
    ['{"tls_cert": "a"}', '"tls_cert" in FILE is no setting; did you mean tlsCert?'],
    ['{"__proto__": {"port": 1}}', '"__proto__" in FILE is no setting.'],
    ['[]', 'FILE (--config) must hold a JSON object with settings, such as {"port": 8080}.'],
    ['{"tlsCert": "a"}', 'tlsCert in FILE is set and --tls-key is not; TLS needs both.'],
  ])('with %s is refused with its place', async (text, message) => {
    const configPath = await fileWith(text);
    expect(messageOf({ configPath })).toBe(message.replace('FILE', configPath));
  });

  it('that is no JSON is refused with the place in it, and without what it says', async () => {
    const configPath = await fileWith('{\n  "issuerKeys": "https://ann:pa55@keys.example",\n  port: 1\n}');
    const message = messageOf({ configPath });
    expect(message).toContain(`${configPath} (--config) is no JSON: something is wrong at line 3, column 3.`);
    expect(message).not.toContain('pa55');
  });

  it('that is missing or too long is refused', async () => {
    expect(messageOf({ configPath: '/nowhere/steno.json' })).toBe(
      '--config names /nowhere/steno.json, which cannot be read (ENOENT).',
    );
    expect(messageOf({ configPath: await fileWith(' '.repeat(1_048_577)) })).toContain('longer than 1048576 bytes');
  });

  it('says nothing about other settings to who asks for one', async () => {
    const configPath = await fileWith('{"dataDir": "/data", "port": "wrong", "unknown": 1}');
    const environment = { STENO_WORKERS: 'wrong', STENO_UNKNOWN: '1' };
    expect(load({ configPath, environment, names: ['dataDir'] }).dataDir).toBe('/data');
  });
});

describe('a variable with _FILE', () => {
  it('gives the value that stands in a file', async () => {
    const path = await fileWith(' https://keys.example/set\n', 'secret');
    const environment = { STENO_ISSUER_KEYS_FILE: path };
    const flags = { issuer: 'i', issuerAudience: 'a' };
    expect(load({ environment, flags }).issuerKeys).toBe('https://keys.example/set');
  });

  it('comes before the configuration file', async () => {
    const environment = { STENO_PORT_FILE: await fileWith('1001', 'port') };
    expect(load({ environment, configPath: await fileWith('{"port": 1002}') }).port).toBe(1001);
  });

  it('does not show a value that is wrong', async () => {
    const path = await fileWith('s3cret', 'port');
    expect(messageOf({ environment: { STENO_PORT_FILE: path } })).toBe(
      `STENO_PORT_FILE (${path}) has a value that is wrong; it must be a whole number from 0 to 65535.`,
    );
  });

  it('is refused beside the variable itself, without a file, and with an empty one', async () => {
    const path = await fileWith('\n', 'port');
    expect(messageOf({ environment: { STENO_PORT: '1', STENO_PORT_FILE: path } })).toBe(
      'STENO_PORT and STENO_PORT_FILE are both set; only one of them may be.',
    );
    expect(messageOf({ environment: { STENO_PORT_FILE: path } })).toBe(
      `${path} (STENO_PORT_FILE) is empty; it must hold the value.`,
    );
    expect(messageOf({ environment: { STENO_PORT_FILE: '/nowhere' } })).toBe(
      'STENO_PORT_FILE names /nowhere, which cannot be read (ENOENT).',
    );
  });
});

describe('a variable that is no setting', () => {
  it('is refused with the nearest one', () => {
    expect(messageOf({ environment: { STENO_MAX_SESSION: '5' } })).toBe(
      'The environment variable STENO_MAX_SESSION is no setting; did you mean STENO_MAX_SESSIONS?',
    );
  });

  it('is left alone when it is empty, or belongs to another command', () => {
    const environment = { STENO_NOTHING: '', STENO_KEY: 'k', STENO_URL: 'ws://x', STENO_TEST_ASSETS: '/x', HOME: '/h' };
    expect(messageOf({ environment })).toBe('no error');
  });
});

describe('the effective settings', () => {
  it('say where each value comes from', async () => {
    const configPath = await fileWith('{"port": 1001, "gapMs": 300}');
    const portFile = await fileWith('7', 'workers');
    const environment = { STENO_HOST: '::1', STENO_WORKERS_FILE: portFile };
    const sources = loadConfigurationSources({ configPath, environment, flags: { gapMs: '400' } });
    const found = new Map(effectiveSettings(sources).map(({ name, value, source }) => [name, [value, source]]));
    expect(found.get('port')).toEqual(['1001', `port in ${configPath}`]);
    expect(found.get('gapMs')).toEqual(['400', '--gap-ms']);
    expect(found.get('host')).toEqual(['::1', 'STENO_HOST']);
    expect(found.get('workers')).toEqual(['not shown', `STENO_WORKERS_FILE (${portFile})`]);
    expect(found.get('allowedOrigins')).toEqual(['*', 'default']);
    expect(found.get('tlsCert')).toEqual(['', 'default']);
  });

  it('have no password and no token of a URL', () => {
    const issuerKeys = 'https://ann:pa55@keys.example/set?token=t0ken#frag';
    const sources = { environment: {}, flags: { issuer: 'i', issuerAudience: 'a', issuerKeys } };
    const found = effectiveSettings(sources).find(({ name }) => name === 'issuerKeys');
    expect(found?.value).toBe('https://***@keys.example/set?***');
  });

  it('of a secret that is wrong are refused without it', () => {
    const flags = { issuer: 'i', issuerAudience: 'a', issuerKeys: 'ftp://ann:pa55@keys.example' };
    expect(messageOf({ flags })).toBe(
      '--issuer-keys has a value that is wrong; it must be an http or https URL, or a path.',
    );
  });
});
