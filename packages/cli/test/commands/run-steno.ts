import { fileURLToPath } from 'node:url';
import { type ProgramResult, runProgram } from '@steno/client/programs';

const steno = fileURLToPath(new URL('../../bin/steno.mjs', import.meta.url));

/**
 * Runs the built command to its end.
 *
 * @param environment - settings; those of the machine are taken out.
 */
export function runSteno(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ProgramResult> {
  const none = {
    STENO_URL: '',
    STENO_KEY: '',
    STENO_PORT: '',
    STENO_ENGINE: '',
    STENO_MODELS_DIR: '',
    STENO_RECORDING: '',
  };
  return runProgram(process.execPath, [steno, ...args], {
    timeoutMs: 20_000,
    environment: { ...none, ...environment },
  });
}
