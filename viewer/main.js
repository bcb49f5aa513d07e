import 'neuroglancer/unstable/util/polyfills.js';
import 'neuroglancer/unstable/layer/enabled_frontend_modules.js';
import 'neuroglancer/unstable/datasource/enabled_frontend_modules.js';
import 'neuroglancer/unstable/kvstore/enabled_frontend_modules.js';
import { setupDefaultViewer } from 'neuroglancer/unstable/ui/default_viewer_setup.js';

// The viewer configuration is fetched after the start. Without these options, Neuroglancer adds an empty layer to a viewer without layers;
// when it removes that layer on a busy machine, layers of the configuration are removed too.
setupDefaultViewer({ showLayerDialog: false, resetStateWhenEmpty: false });
