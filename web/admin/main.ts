import { mount } from 'svelte';
import '../shared/styles/base.css';
import './desk.css';
import { restoreTheme } from '../shared/theme';
import App from './App.svelte';
import { restore } from './app';
import { startRouter } from './router';
import { route as studioRoute } from '../studio/router';

// The stage desk's state is asked for only on the page of the stages.
studioRoute.set({ page: 'people' });
restoreTheme();
startRouter();
mount(App, { target: document.getElementById('app')! });
void restore();
