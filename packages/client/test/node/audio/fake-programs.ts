import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryDirectory } from '@steno/testkit';
import { onTestFinished } from 'vitest';

/** A directory that goes with the test. */
export async function temporaryPath(): Promise<string> {
  const directory = await makeTemporaryDirectory();
  onTestFinished(() => directory.remove());
  return directory.path;
}

/**
 * Puts a program into a directory.
 *
 * @param script - for the shell, which finds the system's own programs whatever the PATH of the test is.
 */
export async function makeProgram(directory: string, name: string, script: string): Promise<void> {
  await writeFile(join(directory, name), `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`, { mode: 0o755 });
}
