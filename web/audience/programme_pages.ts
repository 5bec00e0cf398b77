/** The programme and the pages that lead into it: a chunk of their own. */
export { default as Pages } from './programme/Pages.svelte';
export { default as Reminders } from './programme/Reminders.svelte';
export { default as SearchDialog } from './programme/SearchDialog.svelte';
