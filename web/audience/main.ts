import { mount } from 'svelte';
import '../shared/styles/base.css';
import { restoreTheme } from '../shared/theme';
import App from './App.svelte';
import { router, startState } from './app';
import { preparePlayer } from './playing';

restoreTheme();
// Before anything is drawn: the player's code and first playlist are on their way.
preparePlayer(router.route.get());
const target = document.getElementById('app')!;
target.replaceChildren();
mount(App, { target });
startState();
