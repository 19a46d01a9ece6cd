/**
 * Every text of the page, in English. The one place to add a text; `Text` makes each other language follow.
 */
export const en = {
  skip: 'Skip to the content',
  loading: 'Loading…',
  close: 'Close',
  cancel: 'Cancel',
  copied: 'Copied.',
  copyFailed: 'The browser did not let the page copy. Select the text and copy it yourself.',
  adminDoor: 'Admin',
  unreachable: 'The server cannot be reached. Trying again…',
  nav: {
    label: 'Views',
    live: 'Live',
    sessions: 'Sessions',
    health: 'Health',
    keys: 'Keys',
    try: 'Try it',
  },
  look: {
    theme: 'Colours',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    language: 'Language of this page',
  },
  signIn: {
    title: 'Sign in',
    lead: 'Steno knows you by an API key. "npm start" prints one; "npx steno keys create" makes another.',
    key: 'API key',
    adminTitle: 'Sign in as an administrator',
    adminLead: 'Health and keys need an admin key: "npx steno keys create --admin" makes one.',
    adminKey: 'Admin key',
    remember: 'Remember on this device',
    submit: 'Sign in',
    out: 'Sign out',
    missing: 'Paste a key first.',
    wrong: 'The server does not know this key. Check that all of it was pasted.',
    refused: 'Your key has expired or was revoked. Sign in with another one; you stay where you are.',
  },
  otherDoor: {
    title: { health: 'Health is on the admin port', keys: 'Keys are on the admin port' },
    lead: 'Administration has an address and a key of its own, so that a key for transcription opens nothing here.',
    none: 'This server has no admin port. Start it with --admin-port and an admin key to see its health and its keys.',
    open: (port: number): string => `Open on port ${port}`,
  },
  errors: {
    title: 'That did not work',
    retry: 'Try again',
    page: 'The page made a mistake. Load it again.',
    malformed: 'The answer was not one of a Steno server of this version. Load the page again, or look at the server.',
    viewMissing: 'This part of the page could not be loaded',
    reloadPage: 'Load the page again',
    codes: {
      unreachable: 'The server cannot be reached. The page tries again by itself.',
      unauthorized: 'The server does not know this key, or no longer.',
      forbidden: 'This key may not do that.',
      not_found: 'It is not there, or not yours.',
      rate_limited: 'Too many requests with this key. Wait a minute.',
    },
  },
};

/** All texts of the page; a language is complete when it has this type. */
export type Text = typeof en;
