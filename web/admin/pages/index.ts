/** The desk's pages: a chunk of their own behind the sign-in. */
export { default as PeoplePage } from '../../studio/people/PeoplePage.svelte';
export { default as AuditPage } from './AuditPage.svelte';
export { default as ConferencePage } from './ConferencePage.svelte';
export { default as Entries } from './Entries.svelte';
export { default as NewsPage } from './NewsPage.svelte';
export { default as OverviewPage } from './OverviewPage.svelte';
export { default as PicturesPage } from './PicturesPage.svelte';
export { default as ProgrammePage } from './ProgrammePage.svelte';
export { default as PublishPage } from './PublishPage.svelte';
export { default as ReleasesPage } from './ReleasesPage.svelte';
export { default as ReportsPage } from './ReportsPage.svelte';
export { default as Setup } from './Setup.svelte';
export { default as SourcesPage } from './SourcesPage.svelte';
export { default as StagesPage } from './StagesPage.svelte';
export { default as TransferPage } from './TransferPage.svelte';
export { default as VersionsPage } from './VersionsPage.svelte';
