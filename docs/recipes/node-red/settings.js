// Settings of a Node-RED that receives referrals and shows nothing else: `npx node-red --userDir . --settings settings.js flows.json`.
module.exports = {
  flowFile: 'flows.json',
  uiHost: '127.0.0.1', // a proxy with https stands before it
  uiPort: 1880,
  httpAdminRoot: false, // no editor on this address: whoever reaches one runs what they like
  httpNodeCors: { origin: 'https://clinic.example', methods: 'POST' }, // the page with the form
  apiMaxLength: '64kb',
  logging: { console: { level: 'warn', metrics: false, audit: false } },
};
