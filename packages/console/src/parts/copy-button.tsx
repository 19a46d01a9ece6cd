import type { JSX } from 'preact';
import { useConsole, useText } from '../shell/console-state.ts';
import { Button } from './button.tsx';

/** Puts a text on the clipboard, and says so. */
export function CopyButton(props: {
  readonly value: () => string;
  readonly label: string;
  readonly look?: 'main' | 'plain' | 'quiet';
}): JSX.Element {
  const { toasts } = useConsole();
  const text = useText();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(props.value());
      toasts.show(text.copied);
    } catch {
      // Insecure pages have no clipboard, and browsers may refuse.
      toasts.show(text.copyFailed, 'bad');
    }
  };
  return (
    <Button icon="copy" look={props.look ?? 'plain'} onClick={() => void copy()}>
      {props.label}
    </Button>
  );
}
