import 'neuroglancer/unstable/util/polyfills.js';
import 'neuroglancer/unstable/layer/enabled_frontend_modules.js';
import 'neuroglancer/unstable/datasource/enabled_frontend_modules.js';
import 'neuroglancer/unstable/kvstore/enabled_frontend_modules.js';
import { setupDefaultViewer } from 'neuroglancer/unstable/ui/default_viewer_setup.js';

// The state comes by a request. Until it is there the viewer is empty, and Neuroglancer would add an empty new layer, which takes
// layers of the state away when it goes: on a busy machine the tomogram was missing.
setupDefaultViewer({ showLayerDialog: false, resetStateWhenEmpty: false });
