# Draw again with: gnuplot cost.gp   (writes cost.svg and cost.png)
set datafile separator "\t"
set datafile missing "?"
set encoding utf8
set linetype 1 lc rgb "#0072B2" lw 2
set linetype 2 lc rgb "#E69F00" lw 2
set linetype 3 lc rgb "#009E73" lw 2
set linetype 4 lc rgb "#CC79A7" lw 2
set linetype 5 lc rgb "#56B4E9" lw 2
set linetype 6 lc rgb "#D55E00" lw 2
set linetype 7 lc rgb "#000000" lw 2
set linetype 8 lc rgb "#999999" lw 2
set linetype cycle 8
set border 3 lc rgb "#57606a"
set tics nomirror out
set grid ytics lc rgb "#d0d7de" lw 1
set key at graph 0.5, graph 1.02 center bottom horizontal samplen 1.5 spacing 1.2
set tmargin 5.5
set title offset 0,1.8
set style fill solid 0.9 noborder
set boxwidth 0.9 relative
set errorbars 0.7 front lc rgb "#333333" lw 1.3
set xtics rotate by 35 right scale 0
set rmargin 4
set terminal unknown
set title "Cost over time: price plus electricity or rent"
set xlabel "years"
set ylabel "AUD"
set xtics rotate by 0 scale 0.5
set xrange [0:3]
set yrange [0:*]
set samples 2
set key outside right center vertical
set rmargin 30
set tmargin 3
set title offset 0,0
plot 5463.67 + 635.13 * x lt 1 dt 1 title "dual-3090-nvlink", \
     5280.33 + 635.13 * x lt 2 dt 1 title "dual-3090", \
     5831.67 + 70.49 * x lt 3 dt 1 title "mac-studio-m4-max", \
     6999.00 + 125.77 * x lt 4 dt 1 title "mac-studio-m3-ultra", \
     0.00 + 2640.00 * x lt 5 dt 1 title "cloud-2x-4090 (rent)", \
     8778.65 + 746.33 * x lt 6 dt 1 title "dual-4090", \
     10585.67 + 1025.35 * x lt 7 dt 1 title "quad-3090", \
     10927.33 + 635.13 * x lt 8 dt 1 title "wait-doubled", \
     18548.97 + 1084.23 * x lt 1 dt 2 title "dual-5090-dual-4090", \
     17582.30 + 1338.21 * x lt 2 dt 2 title "quad-4090", \
     20280.33 + 605.08 * x lt 3 dt 2 title "dual-a6000", \
     27280.33 + 723.25 * x lt 4 dt 2 title "dual-l40s", \
     2685.00 + 350.16 * x lt 5 dt 2 title "one-4070-ti-super", \
     3084.00 + 423.69 * x lt 6 dt 2 title "one-3090", \
     4321.00 + 583.69 * x lt 7 dt 2 title "rtx-3090-with-3070", \
     4944.92 + 481.46 * x lt 8 dt 2 title "one-4090", \
     6432.00 + 365.93 * x lt 1 dt 3 title "mac-mini-beside-3090", \
     3348.00 + 66.06 * x lt 2 dt 3 title "mac-mini-m4-pro", \
     5833.33 + 85.05 * x lt 3 dt 3 title "strix-halo", \
     7831.67 + 133.11 * x lt 4 dt 3 title "dgx-spark"

set terminal svg noenhanced size 1200,640 font "DejaVu Sans,12" background rgb "white"
set output "cost.svg"
replot
set terminal pngcairo noenhanced size 1800,960 font "DejaVu Sans,12" fontscale 1.4
set output "cost.png"
replot
unset output
