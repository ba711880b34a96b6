// Files that the build hands over as text: a learner's programs as they are, pages as the HTML made of their Markdown.

declare module "*.ts?raw" {
  const text: string;
  export default text;
}

declare module "*.md" {
  const html: string;
  export default html;
}
