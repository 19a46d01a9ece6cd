import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { InstalledModel, ModelFiles } from '../../src/contract/model.ts';
import type { RecognitionEvent } from '../../src/contract/recognition-host.ts';
import { LocalHost, type LocalHostOptions } from '../../src/worker/host/local-host.ts';
import type { WorkerEvent } from '../../src/worker/host/worker-event.ts';

/** What the worker does is what its model is named after. */
const workerProgram = fileURLToPath(new URL('fixtures/bad-worker.mjs', import.meta.url));

const streaming: ModelFiles = { kind: 'zipformer2_ctc', model: '', tokens: '' };
const offline: ModelFiles = { kind: 'sense_voice', model: '', tokens: '' };

let host: LocalHost | undefined;
let workerEvents: WorkerEvent[] = [];

afterEach(async () => {
  await host?.close();
  host = undefined;
  workerEvents = [];
});

function model(modelId: string, files: ModelFiles, ...languages: readonly string[]): InstalledModel {
  return { modelId, engine: 'sherpa', languages, languagesAreDeclared: true, files };
}

function hostOf(models: readonly InstalledModel[], options: Partial<LocalHostOptions> = {}): LocalHost {
  host = new LocalHost({
    models,
    workersPerModel: 1,
    workerProgram,
    onWorkerEvent: (event) => workerEvents.push(event),
    ...options,
  });
  return host;
}

/** Says nothing and ends. */
function endOf(running: LocalHost, language: string, type: 'fast' | 'quality' = 'fast'): Promise<RecognitionEvent> {
  return new Promise((resolve) => {
    running
      .open({ language, type }, (event) => {
        if (event.type === 'ended' || event.type === 'failed') resolve(event);
      })
      .end();
  });
}

function told(type: WorkerEvent['type']): readonly string[] {
  return workerEvents.flatMap((event) => (event.type === type ? [event.modelId] : []));
}

describe('LocalHost', () => {
  test('serves the languages of all streaming models, and loads those of the first one only', async () => {
    const running = hostOf([
      model('whole', offline, 'en'),
      model('english', streaming, 'en-US'),
      model('german', streaming, 'de'),
    ]);
    await running.start();
    expect([running.languages, running.modelIds]).toEqual([
      ['en-US', 'de'],
      ['english', 'german'],
    ]);
    expect(told('worker_started')).toEqual(['english', 'whole']);
    expect(running.service('en-US')).toEqual({ modelId: 'english', secondModelId: 'whole', takesKeyTerms: false });
    expect(running.service('de')).toEqual({ modelId: 'german', takesKeyTerms: false });
    expect(running.service('fr')).toBeUndefined();
    expect(await endOf(running, 'de')).toEqual({ type: 'ended' });
    expect(told('worker_started')).toEqual(['english', 'whole', 'german']);
  });

  test('loads the models of the language it is told to', async () => {
    const models = [model('english', streaming, 'en'), model('german', streaming, 'de')];
    await hostOf(models, { preloadLanguage: 'de' }).start();
    expect(told('worker_started')).toEqual(['german']);
  });

  test('starts with the next streaming model that can be loaded', async () => {
    const running = hostOf([model('exits-at-once', streaming, 'de'), model('english', streaming, 'en')]);
    await running.start();
    expect(workerEvents.find(({ type }) => type === 'model_load_failed')).toMatchObject({
      modelId: 'exits-at-once',
      message: 'model exits-at-once could not be loaded: its worker ended with exit code 3, saying: no such model',
    });
    expect(await endOf(running, 'de')).toMatchObject({ type: 'failed', error: { code: 'worker_start_failed' } });
    expect(await endOf(running, 'en')).toEqual({ type: 'ended' });
    expect(running.isReady).toBe(true);
  });

  test('does not start when no streaming model can be loaded, or there is none', async () => {
    const failed = { code: 'worker_start_failed' };
    await expect(hostOf([model('exits-at-once', streaming, 'de')]).start()).rejects.toMatchObject(failed);
    await expect(hostOf([model('whole', offline, 'en')]).start()).rejects.toMatchObject(failed);
  });

  test('starts without a second model that cannot be loaded, and serves quality without once it is given up', async () => {
    const running = hostOf([model('english', streaming, 'en'), model('exits-at-once', offline, 'en')]);
    await running.start();
    expect(running.service('en')).toHaveProperty('secondModelId');
    for (let time = 0; time < 8 && told('model_given_up').length === 0; time += 1) {
      const failures = told('model_load_failed').length;
      expect(await endOf(running, 'en', 'quality')).toEqual({ type: 'ended' });
      await expect.poll(() => told('model_load_failed').length, { timeout: 10_000 }).toBeGreaterThan(failures);
    }
    expect(told('model_given_up')).toEqual(['exits-at-once']);
    expect(running.service('en')).not.toHaveProperty('secondModelId');
    expect(await endOf(running, 'en', 'quality')).toEqual({ type: 'ended' });
  });

  test('says which key terms are left out: all where the model takes none', () => {
    const running = hostOf([model('english', streaming, 'en')]);
    const stream = running.open({ language: 'en', keyTerms: ['Thornton'] }, () => undefined);
    expect(stream.unusableKeyTerms).toEqual(['Thornton']);
  });

  test('refuses a language that is not served', () => {
    const running = hostOf([model('english', streaming, 'en')]);
    const refused = expect.objectContaining({ code: 'language_not_served' }) as Error;
    expect(() => running.open({ language: 'fr' }, () => undefined)).toThrow(refused);
  });
});
