import { mount } from 'svelte';
import '../shared/styles/base.css';
import './overlay.css';
import { AudienceClient } from '../pulse/client';
import { browserWorld } from '../pulse/world';
import { languageOfVisit } from '../shared/text';
import Overlay from './Overlay.svelte';
import { overlayOf } from './overlay';

// An overlay lies over the picture: it has no theme of the viewer's, no ticket and no place in the counts.
document.documentElement.dataset.theme = 'dark';
const wanted = overlayOf(location.pathname);
if (wanted) {
  const client = new AudienceClient({
    stage: wanted.stage,
    world: browserWorld({ recall: () => null, remember: () => undefined }),
    watching: true,
  });
  client.start();
  mount(Overlay, { target: document.getElementById('app')!, props: { client, kind: wanted.kind, language: languageOfVisit() } });
}
