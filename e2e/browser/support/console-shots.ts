import { adminAnswers, arabicSession, clientAnswers, fullSessionId } from './stub-answers.ts';
import { refusal, type StubAnswers, type StubbedConsole } from './stubbed-console.ts';

/** A view in a state. */
export interface Shot {
  readonly name: string;
  readonly hash: string;
  readonly answers: () => StubAnswers;
  /** Default: one that the stubs take. */
  readonly key?: string;
  /** Brings the view into the state; the shot is taken after it. */
  readonly prepare?: (opened: StubbedConsole) => Promise<void>;
  /** What stands there once the view is drawn. */
  readonly ready: string;
}

const session = `#/sessions/${fullSessionId}`;
const press =
  (name: string | RegExp) =>
  async ({ page }: StubbedConsole): Promise<void> => {
    await page.getByRole('button', { name }).first().click();
  };

/** Every view of the console but Live, in each state that it can be in. */
export const shots: readonly Shot[] = [
  { name: 'sign-in', hash: '#/sessions', answers: clientAnswers, key: '', ready: 'text=API key' },
  { name: 'sessions', hash: '#/sessions', answers: clientAnswers, ready: '.session-list' },
  {
    name: 'sessions-search',
    hash: '#/sessions',
    answers: clientAnswers,
    ready: 'mark',
    prepare: ({ page }) => page.getByRole('searchbox').fill('minutes'),
  },
  {
    name: 'sessions-empty',
    hash: '#/sessions',
    answers: () => clientAnswers().set('/v2/sessions', { body: { sessions: [], next: null } }),
    ready: '.state',
  },
  {
    name: 'sessions-not-found',
    hash: '#/sessions',
    answers: clientAnswers,
    ready: 'text=Nothing found',
    prepare: ({ page }) => page.getByRole('searchbox').fill('xylophone'),
  },
  {
    name: 'sessions-error',
    hash: '#/sessions',
    answers: () => clientAnswers().set('/v2/sessions', refusal(500, 'internal')),
    ready: '.state-bad',
  },
  { name: 'session', hash: session, answers: clientAnswers, ready: '.segment' },
  {
    name: 'session-words',
    hash: session,
    answers: clientAnswers,
    ready: '.confidence-low',
    prepare: async (opened) => {
      await press('Word times')(opened);
      await press('Confidence')(opened);
    },
  },
  { name: 'session-delete', hash: session, answers: clientAnswers, ready: 'dialog', prepare: press('Delete') },
  {
    name: 'session-arabic',
    hash: session,
    answers: () => clientAnswers().set(`/v2/sessions/${fullSessionId}`, { body: arabicSession() }),
    ready: '.segment',
  },
  {
    name: 'session-gone',
    hash: session,
    answers: () => clientAnswers().set(`/v2/sessions/${fullSessionId}`, refusal(404, 'session_unknown')),
    ready: '.state',
  },
  { name: 'try', hash: '#/try', answers: clientAnswers, ready: '.snippet' },
  { name: 'other-door', hash: '#/health', answers: clientAnswers, ready: '.state' },
  { name: 'health', hash: '#/health', answers: adminAnswers, ready: '.histogram' },
  {
    name: 'health-idle',
    hash: '#/health',
    answers: () =>
      adminAnswers()
        .set('/metrics', { text: 'steno_connections_open 0\n' })
        .set('/v2/sessions/live', { body: { sessions: [] } })
        .set('/v2/models', { body: { models: [] } }),
    ready: '.tile',
  },
  {
    name: 'health-stale',
    hash: '#/health',
    answers: adminAnswers,
    ready: '.health-stale',
    prepare: async ({ page, answers }) => {
      await page.waitForSelector('.histogram');
      for (const path of [...answers.keys()]) answers.set(path, 'gone');
    },
  },
  { name: 'keys', hash: '#/keys', answers: adminAnswers, ready: '.table' },
  { name: 'keys-create', hash: '#/keys', answers: adminAnswers, ready: 'dialog', prepare: press('New key') },
  { name: 'keys-revoke', hash: '#/keys', answers: adminAnswers, ready: 'dialog', prepare: press(/Revoke/) },
  {
    name: 'keys-empty',
    hash: '#/keys',
    answers: () => adminAnswers().set('/v2/keys', { body: { keys: [] } }),
    ready: '.state',
  },
];
