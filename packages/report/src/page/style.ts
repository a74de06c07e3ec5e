// The page's style sheet. System fonts, colours as variables for light and dark, nothing loaded.

export const style = `
:root {
  color-scheme: light dark;
  --page: #fbfbf9; --card: #ffffff; --ink: #1c1e21; --soft: #62676f; --line: #e3e3de; --mark: #eef1f6;
  --teacher: #6b7078; --right: #2f6fb7; --wrong: #c8452f; --on: #ffffff; --bar: #b9bec7;
  --hue-1: #2f6fb7; --hue-2: #d9822b; --hue-3: #2c9c6a; --hue-4: #b0468f; --hue-5: #8a6d1f; --hue-6: #4aa3c7; --hue-7: #7a5bc0; --hue-8: #c8452f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15171a; --card: #1d2024; --ink: #e7e8ea; --soft: #9ea4ad; --line: #31353b; --mark: #262b33;
    --teacher: #a6acb5; --right: #6aa6e8; --wrong: #f07a63; --on: #0e1318; --bar: #555b65;
    --hue-1: #6aa6e8; --hue-2: #f0a354; --hue-3: #5cc795; --hue-4: #dc82bf; --hue-5: #cfb159; --hue-6: #7fcbe6; --hue-7: #ab92ea; --hue-8: #f07a63;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 64rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
header p { color: var(--soft); margin: .2rem 0; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; margin: 3rem 0 .5rem; letter-spacing: -.005em; }
h3 { font-size: 1rem; margin: 1.6rem 0 .3rem; overflow-wrap: anywhere; }
p { max-width: 46rem; margin: .5rem 0; }
.lead { font-size: 1.1rem; }
.note { color: var(--soft); font-size: .92rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 .5rem; font-variant-numeric: tabular-nums; font-size: .95rem; }
th, td { padding: .45rem .5rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th { font-weight: 600; color: var(--soft); font-size: .85rem; }
th:first-child, td:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 8.5rem; }
tbody tr:last-child { background: var(--mark); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.2rem; margin: 1rem 0; font-size: .95rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1rem; overflow-x: auto; font: .83rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { font: .9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--mark); border-radius: 4px; padding: .1em .35em; }
figure { margin: 1rem 0; }
figcaption { color: var(--soft); font-size: .9rem; max-width: 46rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); gap: 0 1.2rem; }
.grid figure { margin: .6rem 0; min-width: 0; }
.sample { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: 1.2rem; align-items: start; border-top: 1px solid var(--line); padding: 1rem 0; }
.sample p { margin: .3rem 0 0; font-size: .9rem; }
@media (max-width: 40rem) { .sample { grid-template-columns: minmax(0, 1fr); } }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .9rem; }
.legend span { display: inline-flex; align-items: center; gap: .45rem; overflow-wrap: anywhere; }
.legend i { width: .75rem; height: .75rem; border-radius: 50%; flex: none; }
details { margin: 1rem 0; }
summary { cursor: pointer; color: var(--soft); }
svg { display: block; max-width: 100%; height: auto; overflow: visible; }
svg text { white-space: pre; }
figure svg[width="900"] { min-width: 38rem; }
.sample svg:not(.picture) { min-width: 30rem; }
.picture { border-radius: 6px; overflow: hidden; }
@media print { body { background: white; } h2 { break-after: avoid; } figure { break-inside: avoid; } }
`;
