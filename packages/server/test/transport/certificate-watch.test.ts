import { cp, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FakeClock, makeTemporaryDirectory, until } from '@steno/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLog } from '../../src/log.ts';
import { CertificateWatch, certificateCheckMs } from '../../src/transport/certificate-watch.ts';
import { readTlsFiles, type TlsPaths } from '../../src/transport/tls-files.ts';
import { makeCertificate } from './make-certificate.ts';

async function makeFolder(): Promise<string> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  return directory.path;
}

interface Watched {
  /** The certificates that were taken into use, PEM. */
  readonly applied: readonly string[];
  readonly logged: readonly Readonly<Record<string, unknown>>[];
  readonly watch: CertificateWatch;
  readonly clock: FakeClock;
  /** Lets the time until the next look pass; resolves after it. */
  readonly look: () => Promise<void>;
}

async function watchFiles(paths: TlsPaths): Promise<Watched> {
  const applied: string[] = [];
  const logged: Readonly<Record<string, unknown>>[] = [];
  const clock = new FakeClock();
  const watch = new CertificateWatch({
    paths,
    files: await readTlsFiles(paths),
    apply: ({ cert }) => void applied.push(cert.toString()),
    clock,
    log: createLog('info', { write: (line) => void logged.push(JSON.parse(line) as Record<string, unknown>) }),
  });
  onTestFinished(() => watch.close());
  await watch.start();
  return {
    applied,
    logged,
    watch,
    clock,
    look: async () => {
      clock.advance(certificateCheckMs);
      await until(() => clock.pendingTimers === 1, 'the look at the files');
    },
  };
}

describe('a watched certificate', () => {
  it('is read again once its files have changed and were the same at two looks', async () => {
    const folder = await makeFolder();
    const { applied, logged, look } = await watchFiles(await makeCertificate(folder, 'before'));
    await look();
    const { pem } = await makeCertificate(folder, 'after');
    await look();
    expect(applied).toEqual([]);
    await look();
    expect(applied).toEqual([pem]);
    await look();
    expect(applied).toHaveLength(1);
    expect(logged.map(({ msg }) => msg)).toEqual(['certificate reloaded']);
  });

  it('is renewed when the link to its folder is turned, as certbot and Kubernetes do', async () => {
    const folder = await makeFolder();
    for (const name of ['one', 'two']) await mkdir(join(folder, name));
    await makeCertificate(join(folder, 'one'), 'before');
    const { pem } = await makeCertificate(join(folder, 'two'), 'after');
    const live = join(folder, 'live');
    await symlink('one', live);
    const { applied, look } = await watchFiles({ cert: join(live, 'cert.pem'), key: join(live, 'key.pem') });
    await symlink('two', join(folder, 'next'));
    await rename(join(folder, 'next'), live);
    await look();
    await look();
    expect(applied).toEqual([pem]);
  });

  it.each([
    ['is no PEM', (cert: string) => writeFile(cert, 'broken')],
    ['is gone', (cert: string) => rm(cert)],
    [
      'belongs to another key',
      async (cert: string) => {
        const other = await makeFolder();
        await makeCertificate(other, 'other');
        await cp(join(other, 'cert.pem'), cert);
      },
    ],
  ])(
    'stays in use when the new one %s, which is logged once, and is replaced by the next good one',
    async (_what, damage) => {
      const folder = await makeFolder();
      const paths = await makeCertificate(folder, 'before');
      const { applied, logged, look } = await watchFiles(paths);
      await damage(paths.cert);
      for (let looks = 0; looks < 4; looks += 1) await look();
      expect(applied).toEqual([]);
      expect(logged).toMatchObject([{ level: 50, msg: 'certificate not reloaded, the one before stays in use' }]);
      expect(JSON.stringify(logged)).not.toContain('PRIVATE KEY');
      const { pem } = await makeCertificate(folder, 'after');
      await look();
      await look();
      expect(applied).toEqual([pem]);
    },
  );

  it('is read at once when it is told to', async () => {
    const folder = await makeFolder();
    const { applied, watch } = await watchFiles(await makeCertificate(folder, 'before'));
    await watch.reload();
    expect(applied).toEqual([]);
    const { pem } = await makeCertificate(folder, 'after');
    await Promise.all([watch.reload(), watch.reload()]);
    expect(applied).toEqual([pem]);
  });

  it('is looked at no more once the watch is closed', async () => {
    const folder = await makeFolder();
    const { applied, watch, clock } = await watchFiles(await makeCertificate(folder, 'before'));
    await watch.close();
    await watch.close();
    expect(clock.pendingTimers).toBe(0);
    await makeCertificate(folder, 'after');
    await watch.reload();
    expect(applied).toEqual([]);
  });
});
