import type { JSX } from 'preact';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { CheckField } from '../parts/field.tsx';
import { useText } from '../shell/console-state.ts';
import { shortcutNames, shortcuts } from './shortcuts.ts';

/** The keys of the live view; they can be switched off, for those who speak to their computer. */
export function HelpDialog(props: {
  readonly isOn: boolean;
  readonly onSwitch: (isOn: boolean) => void;
  readonly onClose: () => void;
}): JSX.Element {
  const text = useText();
  const { help } = text.live;
  return (
    <Dialog title={help.title} onClose={props.onClose}>
      <CheckField label={help.on} isChecked={props.isOn} onChange={props.onSwitch} />
      <dl class="key-list">
        {shortcutNames.map((name) => (
          <KeyLine key={name} keys={[shortcuts[name].toUpperCase()]} words={help.keys[name]} />
        ))}
      </dl>
      <h3>{help.inCaptions}</h3>
      <dl class="key-list">
        <KeyLine keys={['↑', '↓']} words={help.segments} />
        <KeyLine keys={['←', '→']} words={help.words} />
        <KeyLine keys={['Enter']} words={help.enter} />
      </dl>
      <div class="dialog-actions">
        <Button onClick={props.onClose}>{text.close}</Button>
      </div>
    </Dialog>
  );
}

function KeyLine({ keys, words }: { readonly keys: readonly string[]; readonly words: string }): JSX.Element {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{words}</dd>
    </div>
  );
}
