import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeTemporaryDirectory } from '@steno/testkit';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { checkoutDir } from './support/checkout.ts';
import {
  commandOf,
  environmentOf,
  type Instruction,
  onlyText,
  readDockerfile,
  runtimeStage,
} from './support/dockerfile.ts';
import { runSteno } from './support/steno-process.ts';

const image = '/opt/steno/';

/** Settings of the server that have no default to be compared with elsewhere: read from the command itself. */
async function effective(environment: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  const file = join(directory.path, 'steno.json');
  await writeFile(file, '{}');
  const flags = Object.entries(environment)
    .filter(([name]) => name.startsWith('STENO_') && name !== 'STENO_CONFIG')
    .flatMap(([name, value]) => [`--${name.slice('STENO_'.length).toLowerCase().replaceAll('_', '-')}`, value]);
  const table = await runSteno(directory, ['config', 'check', '--config', file, ...flags]);
  return new Map(table.split('\n').map((line) => [line.split(/ {2,}/)[0] ?? '', line.split(/ {2,}/)[1] ?? '']));
}

/** How long a server may take to end after SIGTERM, in seconds: sessions, their last finals, and the rest. */
async function longestEndSeconds(): Promise<number> {
  const settings = await effective({});
  return (Number(settings.get('drainTimeoutMs')) + Number(settings.get('closeTimeoutMs'))) / 1000 + 10;
}

describe('the Dockerfile', () => {
  let all: readonly Instruction[];
  let runtime: readonly Instruction[];

  beforeAll(async () => {
    all = await readDockerfile();
    runtime = runtimeStage(all);
  });

  it('builds in a stage of its own with scripts that there are', async () => {
    const { scripts } = JSON.parse(await readFile(join(checkoutDir, 'package.json'), 'utf8')) as { scripts: object };
    const ran = all.filter(({ name }) => name === 'RUN').flatMap(({ text }) => [...text.matchAll(/npm run (\w+)/g)]);
    expect(ran.map(([, script]) => script)).toEqual(['assemble']);
    for (const [, script] of ran) expect(Object.keys(scripts)).toContain(script);
    expect(all.filter(({ name }) => name === 'FROM').map(({ text }) => text)).toEqual([
      '${NODE_IMAGE} AS build',
      '${NODE_IMAGE}',
    ]);
  });

  it('takes nothing but what was assembled, and runs as a user that is not root', () => {
    expect(runtime.filter(({ name }) => name === 'COPY' || name === 'ADD').map(({ text }) => text)).toEqual([
      '--from=build /opt/steno /opt/steno',
    ]);
    expect(onlyText(runtime, 'USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  it('starts and checks programs that are in the checkout', () => {
    for (const name of ['ENTRYPOINT', 'HEALTHCHECK']) {
      const [program, path = ''] = commandOf(runtime, name);
      expect(program).toBe('node');
      expect(path.startsWith(image)).toBe(true);
      expect(existsSync(join(checkoutDir, path.slice(image.length)))).toBe(true);
    }
  });

  it('sets settings that there are, and exposes the port of their default', async () => {
    const settings = await effective(environmentOf(runtime));
    expect(settings.get('host')).toBe('0.0.0.0');
    expect(onlyText(runtime, 'EXPOSE')).toBe(settings.get('port'));
    expect(onlyText(runtime, 'VOLUME')).toBe(settings.get('dataDir'));
  });

  it('leaves out of the image what a build makes anew', async () => {
    const ignored = (await readFile(join(checkoutDir, '.dockerignore'), 'utf8')).split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['**/node_modules', '**/dist', '.git', 'models']));
  });
});

describe('the compose file', () => {
  let service: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    const text = await readFile(join(checkoutDir, 'deploy/compose.yaml'), 'utf8');
    service = (parse(text) as { services: { steno: Readonly<Record<string, unknown>> } }).services.steno;
  });

  it('gives the container as little as it needs', () => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      user: '1000:1000',
    });
    expect(service['privileged']).toBeUndefined();
    expect(service['ports']).toEqual(['127.0.0.1:8080:8080']);
  });

  it('mounts what the image reads and writes', async () => {
    const runtime = runtimeStage(await readDockerfile());
    const { STENO_DATA_DIR, STENO_MODELS_DIR } = environmentOf(runtime);
    expect(service['volumes']).toEqual([`data:${STENO_DATA_DIR}`, `../models:${STENO_MODELS_DIR}:ro`]);
    expect(service['build']).toBe('..');
  });

  it('waits longer for the end than a server takes', async () => {
    expect(Number.parseInt(String(service['stop_grace_period']), 10)).toBeGreaterThan(await longestEndSeconds());
  });

  it('sets settings that there are', async () => {
    const settings = await effective(service['environment'] as Readonly<Record<string, string>>);
    expect(settings.get('logLevel')).toBe('info');
  });
});

describe('the systemd unit', () => {
  const path = join(checkoutDir, 'deploy/systemd/steno.service');
  const hasSystemd = existsSync('/usr/bin/systemd-analyze');
  let values: ReadonlyMap<string, string>;

  beforeAll(async () => {
    if (!hasSystemd) console.warn('left out: the systemd unit is not verified, as systemd-analyze is not installed');
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => /^\w+=/.test(line));
    values = new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  });

  /** The unit with the programs of this machine, as systemd looks for them. */
  async function localUnit(): Promise<string> {
    const directory = await makeTemporaryDirectory();
    onTestFinished(() => directory.remove());
    const text = (await readFile(path, 'utf8'))
      .replaceAll('/usr/bin/node', process.execPath)
      .replaceAll(image, checkoutDir);
    const unit = join(directory.path, 'system', 'steno.service');
    await mkdir(dirname(unit));
    await writeFile(unit, text);
    return unit;
  }

  it('starts a program that is in the checkout', () => {
    const [, program = '', command] = (values.get('ExecStart') ?? '').split(' ');
    expect(existsSync(join(checkoutDir, program.slice(image.length)))).toBe(true);
    expect(command).toBe('serve');
  });

  it('tells the server alone to end, and waits longer than it takes', async () => {
    expect(values.get('KillMode')).toBe('mixed');
    expect(Number(values.get('TimeoutStopSec'))).toBeGreaterThan(await longestEndSeconds());
  });

  it.runIf(hasSystemd)('is taken by systemd without a complaint', async () => {
    const unit = await localUnit();
    const { stdout, stderr } = await promisify(execFile)('systemd-analyze', ['verify', unit]);
    expect(stdout + stderr).toBe('');
  });

  it.runIf(hasSystemd)('is exposed no more than 1.5 of 10 by the measure of systemd', async () => {
    const unit = await localUnit();
    const args = ['security', '--offline=true', '--threshold=15', unit];
    const { stdout } = await promisify(execFile)('systemd-analyze', args);
    expect(stdout).toContain('Overall exposure level');
  });
});

describe('the alert rules', () => {
  const promtool = '/usr/bin/promtool';
  const hasPromtool = existsSync(promtool);
  const tests = join(checkoutDir, 'deploy/prometheus/alerts.test.yml');

  beforeAll(() => {
    if (!hasPromtool) console.warn('left out: the alert rules are not tried, as promtool is not installed');
  });

  it.runIf(hasPromtool)('tell of a server that is ill, and not of one that is well', async () => {
    const { stdout } = await promisify(execFile)(promtool, ['test', 'rules', tests]);
    expect(stdout).toContain('SUCCESS');
  });

  it('are each tried by their test file', async () => {
    const rules = await readFile(join(checkoutDir, 'deploy/prometheus/alerts.yml'), 'utf8');
    const named = [...rules.matchAll(/alert: (\w+)/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(5);
    const text = await readFile(tests, 'utf8');
    for (const name of named) expect(text).toContain(`alertname="${name}"`);
  });
});
