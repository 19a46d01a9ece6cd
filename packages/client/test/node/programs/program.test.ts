import { describe, expect, it } from 'vitest';
import { readProgram, runProgram } from '../../../src/node/programs/program.ts';
import { findProgram } from '../../../src/node/programs/find-program.ts';

const timeoutMs = 10_000;

describe('a program', () => {
  it('is run to its end, with its exit code and what it said', async () => {
    const script = 'console.log("out"); console.error("err"); process.exitCode = 3';
    const result = await runProgram(process.execPath, ['-e', script], { timeoutMs });
    expect(result).toEqual({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it('has no exit code when it does not exist', async () => {
    expect((await runProgram('steno-no-such-program', [], { timeoutMs })).exitCode).toBeUndefined();
  });

  it('is killed when its time is over', async () => {
    const result = await runProgram(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { timeoutMs: 200 });
    expect(result.exitCode).toBeUndefined();
  });

  it('is killed when the signal aborts', async () => {
    const aborting = new AbortController();
    const running = runProgram(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], {
      timeoutMs,
      signal: aborting.signal,
    });
    aborting.abort();
    expect((await running).exitCode).toBeUndefined();
  });

  it('can be read while it runs, and killed', async () => {
    const program = readProgram(process.execPath, ['-e', 'setInterval(() => console.log("tick"), 5)'], { timeoutMs });
    for await (const piece of program.stdout) {
      expect(Buffer.from(piece).toString()).toContain('tick');
      program.kill();
    }
    expect((await program.finished).exitCode).toBeUndefined();
  });

  it('is found on the PATH, and only there', () => {
    expect(findProgram('sh', { PATH: '/nowhere:/bin' })).toBe('/bin/sh');
    expect(findProgram('sh', { PATH: '/nowhere' })).toBeUndefined();
    expect(findProgram('sh', {})).toBeUndefined();
  });
});
