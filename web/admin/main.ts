import { mount } from 'svelte';
import '../shared/styles/base.css';
import { restoreTheme } from '../shared/theme';
import App from './App.svelte';

restoreTheme();
mount(App, { target: document.getElementById('app')! });
