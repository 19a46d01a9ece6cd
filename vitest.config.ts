import { configDefaults, defineConfig } from 'vitest/config';
import { hasLivekit } from './scripts/lib/livekit.mjs';

const fastTimeoutMs = 10_000;
/** Loading a model and decoding real speech on a busy machine of two cores. */
const slowTimeoutMs = 120_000;

/** Its tests need LiveKit Agents, which `npm test` installs where it can. */
const exclude = [...configDefaults.exclude, ...(hasLivekit() ? [] : ['packages/livekit/**'])];

const common = { globals: false, retry: 0, restoreMocks: true, unstubEnvs: true } as const;

/** Pages in a browser over a scripted recognizer, which mostly wait: two at a time. */
const pages = ['e2e/browser/console-*.test.ts'];
/** What a microphone of the browser hears is compared sample by sample. */
const timedPages = ['e2e/browser/console-speech.test.ts'];

/**
 * Four projects, run one after the other: `fast` without anything outside the process, `native` with a
 * model, `pages` in a browser, `e2e` with whole processes.
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
          name: 'pages',
          include: pages,
          exclude: [...configDefaults.exclude, ...timedPages],
          testTimeout: slowTimeoutMs,
          hookTimeout: slowTimeoutMs,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...common,
          name: 'e2e',
          include: ['e2e/**/!(console-*).test.ts', ...timedPages],
          testTimeout: slowTimeoutMs,
          hookTimeout: slowTimeoutMs,
          // Processes that are timed must not share the cores with another test file.
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
