import { defineConfig } from 'vitepress';
import { sidebar } from './sidebar.mjs';

export default defineConfig({
  title: 'cryoet',
  description: 'Ingest, validate, compare and view cryo-electron-tomography data.',
  srcDir: 'pages',
  outDir: 'dist',
  cacheDir: 'pages/.cache',
  lastUpdated: false,
  themeConfig: {
    search: { provider: 'local' },
    sidebar: sidebar(),
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/ingest' },
      { text: 'Formats', link: '/formats' },
      { text: 'Rules', link: '/rules/' },
      { text: 'JavaScript', link: '/reference/' },
      // A page of its own, outside the site's router.
      { text: 'Check a folder', link: '/check/index.html', target: '_self' },
    ],
  },
  markdown: {
    // As Git hosts make anchors, so that the links of docs/ work in both places.
    anchor: {
      slugify: (text) =>
        text
          .trim()
          .toLowerCase()
          .replace(/[^\p{L}\p{N}\s_-]/gu, '')
          .replaceAll(' ', '-'),
    },
    // Braces in code are those of configurations, and no expressions of the page.
    config(md) {
      const inline = md.renderer.rules.code_inline;
      md.renderer.rules.code_inline = (...given) => inline(...given).replace('<code', '<code v-pre');
    },
  },
});
