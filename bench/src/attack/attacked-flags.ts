/** Lost sessions wait so long for their client, in ms; so they must be over before they are counted. */
export const resumeWindowMs = 1000;

/** The settings of a server that is attacked: the limits are those by default, and more ways in are open. */
export const attackedFlags: { readonly [Name in 'allowKeyInStart' | 'allowedOrigins' | 'resumeWindowMs']: string } = {
  allowKeyInStart: 'true',
  allowedOrigins: 'https://app.example',
  resumeWindowMs: String(resumeWindowMs),
};
