// Elements of a pipeline, one behind the other, that are added while the pipeline already runs.
#pragma once

#include <gst/gst.h>

#include <ranges>
#include <vector>

namespace bangtin::media::ingest {

// Not thread-safe. The pipeline and `from` outlive it; the pipeline owns the elements.
class element_chain {
 public:
  element_chain(GstElement* pipeline, GstPad* from) : pipeline_(pipeline), from_(from) {}

  // Takes the element over, and links it behind the last one. Returns false if it is nullptr or does not
  // link; then the pipeline is of no use.
  bool append(GstElement* e) {
    if (e == nullptr || gst_bin_add(GST_BIN(pipeline_), e) == FALSE) return false;
    GstPad* into = gst_element_get_static_pad(e, "sink");
    bool linked = elements_.empty() ? gst_pad_link(from_, into) == GST_PAD_LINK_OK
                                    : gst_element_link(elements_.back(), e) != FALSE;
    gst_object_unref(into);
    elements_.push_back(e);
    return linked;
  }
  bool append(const char* factory) { return append(gst_element_factory_make(factory, nullptr)); }

  GstElement* last() const { return elements_.back(); }
  // The output of the last element, with a reference for the caller.
  GstPad* output() const { return gst_element_get_static_pad(last(), "src"); }

  // Brings the elements into the pipeline's state, the last one first, so that none gets data too early.
  void start() {
    for (GstElement* e : elements_ | std::views::reverse) gst_element_sync_state_with_parent(e);
  }

 private:
  GstElement* pipeline_;
  GstPad* from_;
  std::vector<GstElement*> elements_;
};

}  // namespace bangtin::media::ingest
