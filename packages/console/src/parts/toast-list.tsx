import type { JSX } from 'preact';
import { useConsole, useText } from '../shell/console-state.ts';
import { Button } from './button.tsx';

/** Shows the short messages of the page. */
export function ToastList(): JSX.Element {
  const { toasts } = useConsole();
  const text = useText();
  return (
    <div class="toasts" role="status">
      {toasts.shown.value.map(({ number, text: words, tone }) => (
        <div key={number} class={`toast toast-${tone}`}>
          <span>{words}</span>
          <Button
            look="quiet"
            icon="close"
            isIconOnly
            onClick={() => {
              toasts.dismiss(number);
            }}
          >
            {text.close}
          </Button>
        </div>
      ))}
    </div>
  );
}
