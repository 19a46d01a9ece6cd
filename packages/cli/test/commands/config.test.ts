import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { settingNames, settings } from '@steno/server';
import { makeTemporaryDirectory } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runSteno } from './run-steno.ts';

async function temporaryPath(): Promise<string> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  return directory.path;
}

describe('steno config check', () => {
  it('prints each setting with its source', async () => {
    const file = join(await temporaryPath(), 'steno.json');
    await writeFile(file, '{"port": 1001}');
    const { exitCode, stdout, stderr } = await runSteno(['config', 'check', '--workers', '3'], {
      STENO_CONFIG: file,
      STENO_GAP_MS: '700',
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows.map(([name]) => name)).toEqual(['setting', ...settingNames]);
    expect(rows).toContainEqual(['port', '1001', `port in ${file}`]);
    expect(rows).toContainEqual(['gapMs', '700', 'STENO_GAP_MS']);
    expect(rows).toContainEqual(['workers', '3', '--workers']);
    expect(rows).toContainEqual(['maxSessions', '10000', 'default']);
  });

  it('fails with one sentence that names the source of what is wrong', async () => {
    const folder = await temporaryPath();
    await promisify(execFile)('openssl', ['genrsa', '-out', join(folder, 'key.pem'), '2048']);
    const file = join(folder, 'steno.json');
    const cases: readonly (readonly [string, string])[] = [
      ['{"gapMs": 1}', `gapMs in ${file} is "1"; it must be a whole number from 200 to 600000.`],
      ['{"gapMS": 300}', `"gapMS" in ${file} is no setting; did you mean gapMs?`],
      ['{"tlsCert": "none.pem", "tlsKey": "key.pem"}', `The TLS file ${folder}/none.pem cannot be read (ENOENT).`],
      [
        '{"tlsCert": "key.pem", "tlsKey": "key.pem"}',
        `${folder}/key.pem and ${folder}/key.pem are no PEM certificate and key that belong together.`,
      ],
      [
        '{"port": 8443, "adminPort": 8443}',
        `adminPort in ${file} and port in ${file} are both 8443; each needs a port of its own.`,
      ],
      [
        '{"issuer": "i", "issuerAudience": "a", "issuerKeys": "none.json"}',
        `The file of issuerKeys, ${folder}/none.json, is no key set that can be read: ENOENT: no such file or directory, open '${folder}/none.json'.`,
      ],
    ];
    for (const [text, sentence] of cases) {
      await writeFile(file, text);
      const result = await runSteno(['config', 'check', '--config', file]);
      expect(result).toEqual({ exitCode: 1, stdout: '', stderr: `steno: ${sentence}\n` });
    }
  });
});

describe('steno serve', () => {
  it('does not start with a name that is none', async () => {
    const ofFlag = await runSteno(['serve', '--prot', '1']);
    expect([ofFlag.exitCode, ofFlag.stderr]).toEqual([
      1,
      "steno: unknown option '--prot' (Did you mean --port?); --help says more.\n",
    ]);
    const ofVariable = await runSteno(['serve'], { STENO_PROT: '1' });
    expect([ofVariable.exitCode, ofVariable.stderr]).toEqual([
      1,
      'steno: The environment variable STENO_PROT is no setting; did you mean STENO_PORT?\n',
    ]);
  });

  it('has help with each setting of the schema, its variable and what it does', async () => {
    const { stdout } = await runSteno(['serve', '--help']);
    const text = stdout.replaceAll(/\s+/g, ' ');
    expect(text).toContain('--config <file> JSON file with settings by their names (STENO_CONFIG)');
    for (const name of settingNames) {
      const { flag, placeholder, text: effect, environment } = settings[name];
      expect(text).toContain(`${flag} ${placeholder} ${effect} (${environment}`);
    }
  });
});

describe('a command that needs one setting', () => {
  it('takes it from the configuration file, and minds no other', async () => {
    const folder = await temporaryPath();
    const file = join(folder, 'steno.json');
    await writeFile(file, '{"dataDir": "data", "port": "wrong"}');
    const made = await runSteno(['keys', 'create', '--name', 'ann', '--config', file]);
    expect(made.exitCode).toBe(0);
    const listed = await runSteno(['keys', 'list', '--data-dir', join(folder, 'data')]);
    expect(listed.stdout).toContain('ann');
  });
});
