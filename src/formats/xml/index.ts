export { attribute, child, childrenOf, parseXml, type XmlElement } from './parse-xml.js';
export { rootPattern } from './root-pattern.js';
