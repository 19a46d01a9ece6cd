import { render } from 'preact';
import './style/tokens.css';
import './style/base.css';
import './style/parts.css';
import './style/table.css';
import './style/frame.css';
import { App } from './shell/app.tsx';
import { openConsole } from './shell/console-state.ts';

const root = document.getElementById('console');
if (root !== null) render(<App state={openConsole(globalThis.window)} />, root);
