const pointControls = {
  pointScale: '#uicontrol float pointScale slider(min=0.01, max=2.0, step=0.01)',
  lineWidth: '#uicontrol float lineWidth slider(min=0.01, max=4.0, step=0.01)',
  opacity: '#uicontrol float opacity slider(min=0.0, max=1.0, step=0.01)',
};

/** Grey values in cross-sections, and a volume rendering with a contrast of its own. */
export const imageShader = `#uicontrol invlerp contrast
#uicontrol bool invert_contrast checkbox
#uicontrol invlerp contrast_3D(clamp=false)
#uicontrol bool invert_contrast_3D checkbox
#uicontrol bool hide_values_outside_limits_3D checkbox

float get_contrast() {
  float value = invert_contrast ? 1.0 - contrast() : contrast();
  return value;
}
float get_contrast_3D() {
  float value = invert_contrast_3D ? 1.0 - contrast_3D() : contrast_3D();
  value = (hide_values_outside_limits_3D && value > 1.0) ? 0.0 : clamp(value, 0.0, 1.0);
  return value;
}

void main() {
  float outputValue;
  if (VOLUME_RENDERING) {
    outputValue = get_contrast_3D();
    emitIntensity(outputValue);
  } else {
    outputValue = get_contrast();
  }
  emitGrayscale(outputValue);
}`;

/** Points as bordered discs; instances bring a colour each, others take the layer's. */
export function pointShader(hasInstances: boolean): string {
  return `${pointControls.pointScale}
${pointControls.opacity}

void main() {
  if (opacity == 0.0) discard;
  setColor(vec4(${hasInstances ? 'prop_color()' : 'defaultColor()'}, opacity));
  setPointMarkerSize(pointScale * prop_diameter());
  setPointMarkerBorderWidth(0.1);
  setPointMarkerBorderColor(vec4(0.0, 0.0, 0.0, opacity));
}`;
}

/** Oriented points as three lines, one an axis, with a disc at either end. */
export const orientedPointShader = `${pointControls.pointScale}
${pointControls.lineWidth}
${pointControls.opacity}

void main() {
  if (opacity == 0.0) discard;
  setLineWidth(lineWidth);
  setLineColor(vec4(prop_line_color(), opacity));
  setEndpointMarkerSize(pointScale * prop_diameter(), pointScale * 0.5 * prop_diameter());
  setEndpointMarkerColor(vec4(defaultColor(), opacity));
  setEndpointMarkerBorderWidth(0.1);
  setEndpointMarkerBorderColor(vec4(0.0, 0.0, 0.0, opacity));
}`;
