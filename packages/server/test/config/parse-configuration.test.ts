import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/config/configuration-error.ts';
import type { Configuration } from '../../src/config/configuration.ts';
import { type ConfigurationSources, isSettingGiven } from '../../src/config/configuration-sources.ts';
import { parseConfiguration } from '../../src/config/parse-configuration.ts';
import { settingNames, settings } from '../../src/config/settings.ts';

const surroundings = {
  platform: 'linux',
  homeDirectory: '/home/ada',
  workingDirectory: '/srv',
  cores: 6,
} as const;

function parse(sources: Partial<ConfigurationSources>): Configuration {
  return parseConfiguration({ environment: {}, surroundings, ...sources });
}

function messageOf(sources: Partial<ConfigurationSources>): string {
  try {
    parse(sources);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('a configuration', () => {
  it('has a default for everything', () => {
    expect(parse({})).toMatchObject({ host: '127.0.0.1', port: 8080, engine: 'auto', workers: 6, logLevel: 'info' });
  });

  it('takes a flag before the environment, and the environment before the default', () => {
    expect(parse({ environment: { STENO_PORT: '9000' } }).port).toBe(9000);
    expect(parse({ environment: { STENO_PORT: '9000' }, flags: { port: '9001' } }).port).toBe(9001);
  });

  it('takes an empty environment variable for an absent one', () => {
    expect(parse({ environment: { STENO_PORT: ' ' } }).port).toBe(8080);
  });

  it('names the flag, its value and what is allowed when a flag is wrong', () => {
    expect(messageOf({ flags: { port: '70000' } })).toBe(
      '--port is "70000"; it must be a whole number from 0 to 65535.',
    );
  });

  it('names the environment variable when that is wrong', () => {
    expect(messageOf({ environment: { STENO_ENGINE: 'vosk' } })).toBe(
      'STENO_ENGINE is "vosk"; it must be one of auto, sherpa, pocketsphinx.',
    );
  });

  it.each(['', '1.5', '-1', '0x10', '1e3', ' 80', '99999999999999999999', 'eighty'])(
    'refuses the port "%s"',
    (port) => {
      expect(messageOf({ flags: { port } })).toContain('--port is');
    },
  );

  it('wants a port of its own for each door', () => {
    const environment = { STENO_ADMIN_PORT: '8080' };
    expect(messageOf({ environment })).toBe('STENO_ADMIN_PORT and --port are both 8080; each needs a port of its own.');
    expect(messageOf({ flags: { metricsPort: '9000', adminPort: '9000' } })).toBe(
      '--metrics-port and --admin-port are both 9000; each needs a port of its own.',
    );
    const everywhere = { host: '0.0.0.0', metricsPort: '8080' };
    expect(messageOf({ flags: everywhere })).toBe(
      '--metrics-port and --port are both 8080; each needs a port of its own.',
    );
    expect(messageOf({ flags: { host: '10.0.0.1', metricsPort: '8080' } })).toBe('no error');
    expect(messageOf({ flags: { port: '0', adminPort: '0', metricsPort: '0' } })).toBe('no error');
  });

  it('wants both files for TLS', () => {
    expect(messageOf({ flags: { tlsCert: 'cert.pem' } })).toBe(
      '--tls-cert is set and --tls-key is not; TLS needs both.',
    );
    expect(messageOf({ flags: { tlsKey: 'key.pem' } })).toBe('--tls-key is set and --tls-cert is not; TLS needs both.');
    expect(parse({ flags: { tlsCert: 'cert.pem', tlsKey: '/etc/key.pem' } })).toMatchObject({
      tlsCert: '/srv/cert.pem',
      tlsKey: '/etc/key.pem',
    });
  });

  it('does not shed partials later than it closes', () => {
    expect(messageOf({ flags: { shedPartialsBytes: '100000', maxOutboxBytes: '70000' } })).toContain(
      'must not be more',
    );
  });

  it('takes no tokens of an issuer without its name, its audience and its keys', () => {
    expect(messageOf({ flags: { issuer: 'https://login.example' } })).toBe(
      '--issuer is set and --issuer-audience is not; tokens of an issuer need --issuer, --issuer-audience, --issuer-keys.',
    );
    const all = { issuer: 'i', issuerAudience: 'a', issuerKeys: 'keys.json' };
    expect(parse({ flags: all }).issuerKeys).toBe('/srv/keys.json');
    expect(parse({ flags: { ...all, issuerKeys: 'https://login.example/keys' } }).issuerKeys).toBe(
      'https://login.example/keys',
    );
    expect(messageOf({ flags: { ...all, issuerKeys: 'ftp://login.example/keys' } })).toContain('http or https URL');
  });

  it('reads origins as browsers write them', () => {
    const { allowedOrigins } = parse({ flags: { allowedOrigins: 'https://App.example, http://localhost:3000/' } });
    expect(allowedOrigins).toEqual(['https://app.example', 'http://localhost:3000']);
    expect(parse({ flags: { allowedOrigins: '*' } }).allowedOrigins).toEqual(['*']);
    for (const wrong of ['app.example', 'https://app.example/path', 'null', '*,https://app.example', 'https://a,']) {
      expect(messageOf({ flags: { allowedOrigins: wrong } })).toContain('--allowed-origins is');
    }
  });

  it('reads the options that are restricted', () => {
    expect(parse({ flags: { restrictedOptions: 'key_terms, Type' } }).restrictedOptions).toEqual(['key_terms', 'type']);
    expect(messageOf({ flags: { restrictedOptions: 'key_terms,speed' } })).toContain('--restricted-options is');
  });

  it('spells the default language as the standard does', () => {
    expect(parse({ flags: { defaultLanguage: 'EN-us' } }).defaultLanguage).toBe('en-US');
    expect(messageOf({ flags: { defaultLanguage: 'english please' } })).toContain('BCP-47');
  });

  it('expands a leading tilde in a path', () => {
    expect(parse({ environment: { STENO_DATA_DIR: '~/steno' } }).dataDir).toBe('/home/ada/steno');
  });

  it('keeps data in the place of the platform', () => {
    expect(parse({}).dataDir).toBe('/home/ada/.local/share/steno');
    expect(parse({ environment: { XDG_DATA_HOME: '/data' } }).dataDir).toBe('/data/steno');
    expect(parse({ environment: { XDG_DATA_HOME: 'relative' } }).dataDir).toBe('/home/ada/.local/share/steno');
    expect(parse({ surroundings: { ...surroundings, platform: 'darwin' } }).dataDir).toBe(
      '/home/ada/Library/Application Support/steno',
    );
  });

  it('starts no more workers than a setting could ask for', () => {
    expect(parse({ surroundings: { ...surroundings, cores: 256 } }).workers).toBe(64);
  });

  it('knows whether somebody chose a value', () => {
    expect(isSettingGiven('port', { environment: {} })).toBe(false);
    expect(isSettingGiven('port', { environment: { STENO_PORT: '8080' } })).toBe(true);
    expect(isSettingGiven('port', { environment: {}, flags: { port: '8080' } })).toBe(true);
  });

  it('is either complete or refused with one sentence, whatever the environment says', () => {
    fc.assert(
      fc.property(fc.constantFrom(...settingNames), fc.string(), (name, text) => {
        const message = messageOf({ environment: { [settings[name].environment]: text } });
        expect(
          message === 'no error' || message.startsWith(settings[name].environment) || /TLS|an issuer/.test(message),
        ).toBe(true);
      }),
    );
  });
});

describe('the schema', () => {
  it('gives every setting a flag and an environment variable of the same words', () => {
    for (const name of settingNames) {
      const words = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      expect(settings[name].flag).toBe(`--${words}`);
      expect(settings[name].environment).toBe(`STENO_${words.toUpperCase().replaceAll('-', '_')}`);
    }
  });

  it('has a row for every name of a configuration', () => {
    expect([...settingNames].sort()).toEqual(Object.keys(parse({})).sort());
  });

  it('takes the default it shows, where that is a value', () => {
    for (const name of settingNames) {
      const { defaultText, parse: read, defaultValue } = settings[name];
      if (defaultText === '' || defaultText.includes(' ')) continue;
      const all = { ...surroundings, environment: {} };
      expect(read(defaultText, all)).toEqual(defaultValue(all));
    }
  });
});
