const spinner = ['|', '/', '-', '\\'];
const spinnerIntervalMs = 120;
const lineIntervalMs = 5000;
/** Work that is shorter than this is not worth a line. */
const quietMs = 1000;

/**
 * Tells on stderr that something takes time: a spinner on a terminal, else a line every few seconds.
 * Says nothing about work that is done within a second, unless it is to be announced.
 *
 * @param {string} title - what is being done, such as "Building"
 * @param {() => Promise<import('./run.mjs').RunResult>} work
 * @param {{ announce?: boolean, isTransient?: boolean }} [options] - `announce` says the title at once;
 *   `isTransient` leaves no last line, for a caller that prints its own
 * @returns {Promise<import('./run.mjs').RunResult>} what the work returned
 */
export async function withProgress(title, work, options = {}) {
  const began = Date.now();
  const seconds = () => ((Date.now() - began) / 1000).toFixed(1);
  const isTerminal = process.stderr.isTTY;
  let shown = false;
  let turns = 0;
  let lastLineAt = 0;

  const show = () => {
    if (isTerminal) {
      process.stderr.write(`\r\x1b[K${spinner[turns++ % spinner.length]} ${title} ... ${seconds()} s`);
    } else if (!shown) {
      // The caller's own line may follow soon; only long work is worth one more.
      if (options.isTransient !== true) process.stderr.write(`${title} ...\n`);
      lastLineAt = Date.now();
    } else if (Date.now() - lastLineAt >= lineIntervalMs) {
      process.stderr.write(`${title} ... ${seconds()} s\n`);
      lastLineAt = Date.now();
    }
    shown = true;
  };

  if (options.announce) show();
  const timer = setInterval(() => {
    if (shown || Date.now() - began >= quietMs) show();
  }, spinnerIntervalMs);
  let outcome = 'failed';
  try {
    const result = await work();
    if (result.code === 0) outcome = 'done';
    return result;
  } finally {
    clearInterval(timer);
    if (shown && isTerminal) process.stderr.write('\r\x1b[K');
    if (shown && options.isTransient !== true) process.stderr.write(`${title}: ${outcome} in ${seconds()} s\n`);
  }
}
