import { ModelDownloadError } from './model-download-error.ts';
import { codeOf } from './model-folder.ts';

/**
 * Runs an operation on the disk.
 *
 * @param target - the path it is about, for the message.
 * @throws ModelDownloadError `disk` for an error of the file system; other errors as they are.
 */
export async function onDisk<Result>(target: string, operation: () => Promise<Result>): Promise<Result> {
  try {
    return await operation();
  } catch (cause) {
    if (!(cause instanceof Error) || !('syscall' in cause)) throw cause;
    const code = codeOf(cause);
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      const message =
        `Cannot use ${target}: the disk is full; free some space or choose another models directory. ` +
        'What has arrived is kept for the next try.';
      throw new ModelDownloadError('disk', message, { cause, retryable: false });
    }
    const message = `Cannot use ${target}: ${code}; choose a models directory that this user may write to.`;
    throw new ModelDownloadError('disk', message, { cause, retryable: false });
  }
}
