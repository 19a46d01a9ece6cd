import { configDefaults, defineConfig } from 'vitest/config';
import { hasLivekit } from './scripts/lib/livekit.mjs';

const fastTimeoutMs = 10_000;
/** Loading a model and decoding real speech on a busy machine of two cores. */
const slowTimeoutMs = 120_000;

/** Its tests need LiveKit Agents, which `npm test` installs where it can. */
const exclude = [...configDefaults.exclude, ...(hasLivekit() ? [] : ['packages/livekit/**'])];

const common = { globals: false, retry: 0, restoreMocks: true, unstubEnvs: true } as const;

/**
 * Three projects, run one after the other: `fast` without anything outside the process, `native` with a
 * model, `e2e` with whole processes.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'fast',
          include: ['packages/*/test/**/*.test.ts'],
          exclude: [...exclude, '**/*.native.test.ts'],
          testTimeout: fastTimeoutMs,
          hookTimeout: fastTimeoutMs,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'native',
          include: ['packages/*/test/**/*.native.test.ts'],
          exclude,
          testTimeout: slowTimeoutMs,
          hookTimeout: slowTimeoutMs,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...common,
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          testTimeout: slowTimeoutMs,
          hookTimeout: slowTimeoutMs,
          // Processes that are timed must not share the cores with another test file.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
