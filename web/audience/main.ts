import { mount } from 'svelte';
import '../shared/styles/base.css';
import { restoreTheme } from '../shared/theme';
import App from './App.svelte';
import { router, startState, texts } from './app';
import { loadCatalogue } from './i18n';
import { preparePlayer } from './playing';

restoreTheme();
// Before anything is drawn: the player's code and first playlist are on their way.
preparePlayer(router.route.get());
// What the server wrote stands until the words are there, which may take another try.
void loadCatalogue(texts.get().language)
  .catch(() => new Promise((resolve) => setTimeout(resolve, 1000)).then(() => loadCatalogue(texts.get().language)))
  .then(() => {
    const target = document.getElementById('app')!;
    target.replaceChildren();
    mount(App, { target });
    startState();
  });
