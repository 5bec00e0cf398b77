import { mount } from 'svelte';
import '../shared/styles/base.css';
import './desk.css';
import { restoreTheme } from '../shared/theme';
import App from './App.svelte';
import { restore } from './app';
import { startRouter } from './router';

restoreTheme();
startRouter();
mount(App, { target: document.getElementById('app')! });
void restore();
