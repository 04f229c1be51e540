// SPDX-License-Identifier: Apache-2.0
#include "samples.hpp"

#include <zlib.h>

#include <stdexcept>

namespace gwdiag::samples {

namespace {

std::string compress(std::string_view text, int window) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("deflateInit2");
  }
  std::string input(text);
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) {
    throw std::runtime_error("deflate");
  }
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

} // namespace

std::string gzip(std::string_view text) { return compress(text, 15 + 16); }

std::string zlib(std::string_view text) { return compress(text, 15); }

std::string raw_deflate(std::string_view text) { return compress(text, -15); }

std::string Sample::bytes() const {
  std::string out;
  for (std::size_t at = 0; at < marked.size();) {
    const std::size_t next = std::min(marked.find(mark, at), marked.size());
    out += marked.substr(at, next - at);
    at = next + mark.size();
  }
  return out;
}

std::vector<std::pair<Anomaly, std::size_t>> Sample::expected() const {
  std::vector<std::pair<Anomaly, std::size_t>> out;
  std::size_t at = 0;
  for (const Anomaly anomaly : anomalies) {
    at = marked.find(mark, at);
    if (at == std::string::npos) {
      throw std::runtime_error("fewer marks than anomalies: " + name);
    }
    out.emplace_back(anomaly, at - out.size() * mark.size());
    at += mark.size();
  }
  if (marked.find(mark, at) != std::string::npos) {
    throw std::runtime_error("more marks than anomalies: " + name);
  }
  return out;
}

Http1Response read(const Sample& sample, std::size_t piece) {
  Http1Reader reader({.method = sample.method, .upgrade = sample.upgrade});
  const std::string bytes = sample.bytes();
  const std::size_t step = piece == 0 ? bytes.size() : piece;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    reader.feed(std::string_view(bytes).substr(at, step));
  }
  return reader.finish(sample.ended);
}

std::vector<Sample> all() {
  std::vector<Sample> out;
  for (const auto& group : {status_lines(), header_lines(), framings(), chunked_bodies(), endings(), codings()}) {
    out.insert(out.end(), group.begin(), group.end());
  }
  return out;
}

} // namespace gwdiag::samples
