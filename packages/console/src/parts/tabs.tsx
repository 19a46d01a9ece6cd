import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';

/** Some views of one thing, of which one is shown. */
export interface TabsProps<Value extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  /** At the end of the line of tabs. */
  readonly beside?: ComponentChildren;
  /** What belongs to the chosen tab. */
  readonly children: ComponentChildren;
}

const steps: Readonly<Record<string, number | undefined>> = { ArrowRight: 1, ArrowLeft: -1 };

/** Tabs after the ARIA practices: one of them is reached by Tab, the others by the arrows. */
export function Tabs<Value extends string>(props: TabsProps<Value>): JSX.Element {
  const { tabs, value, onChange } = props;
  const id = useId();
  const line = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (step === undefined || line.current === null) return;
    event.preventDefault();
    const isRightToLeft = getComputedStyle(line.current).direction === 'rtl';
    const at = tabs.findIndex((tab) => tab.value === value);
    const next = (at + (isRightToLeft ? -step : step) + tabs.length) % tabs.length;
    const chosen = tabs[next];
    if (chosen === undefined) return;
    onChange(chosen.value);
    const button = line.current.children[next];
    if (button instanceof HTMLElement) button.focus();
  };
  return (
    <>
      <div class="tabs-head">
        <div class="tabs" role="tablist" aria-label={props.label} ref={line} onKeyDown={move}>
          {tabs.map((tab) => (
            <button
              key={tab.value}
              type="button"
              role="tab"
              class="tab"
              id={`${id}-${tab.value}`}
              aria-controls={`${id}-panel`}
              aria-selected={tab.value === value}
              tabIndex={tab.value === value ? 0 : -1}
              onClick={() => onChange(tab.value)}
            >
              {tab.label}
            </button>
          ))}
        </div>
        {props.beside}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`}>
        {props.children}
      </div>
    </>
  );
}
